/** XES event logs: every event of every trace, with the trace's own attributes. No entities, no document types. */
import { SaxesParser } from 'saxes';
import { FileProblem } from '../file-problem.ts';
import { DEEPEST_XML, XmlBounds, xmlTooDeep } from './xml-bounds.ts';

export interface XesEvent {
  /** Position of the event in the file, from 1. */
  record: number;
  line: number;
  /** Position of the trace in the file, and of the event in its trace, from 1. */
  trace: number;
  position: number;
  traceAttributes: ReadonlyMap<string, string>;
  attributes: ReadonlyMap<string, string>;
}

const VALUES = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);
const MOST_ATTRIBUTES = 500;

/** @throws FileProblem `malformed-xml`, `xml-doctype` */
export async function* xesEvents(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<XesEvent> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const ready: XesEvent[] = [];
  let problem: FileProblem | undefined;
  const open: string[] = [];
  let trace = new Map<string, string>();
  let event: Map<string, string> | undefined;
  let traces = 0;
  let position = 0;
  let records = 0;
  let line = 0;
  parser.on('error', (error) => {
    problem ??= new FileProblem(
      'malformed-xml',
      `XML 有误(第 ${parser.line} 行):${error.message}`,
      `Malformed XML at line ${parser.line}: ${error.message}`,
    );
  });
  parser.on('doctype', () => {
    problem ??= new FileProblem(
      'xml-doctype',
      '出于安全考虑,不接受带 DOCTYPE 的 XML。',
      'XML with a document type declaration is not accepted, for safety.',
    );
  });
  parser.on('opentag', (tag) => {
    const parent = open.at(-1);
    if (open.push(tag.name) > DEEPEST_XML) problem ??= xmlTooDeep();
    if (tag.name === 'trace') {
      trace = new Map();
      traces += 1;
      position = 0;
    } else if (tag.name === 'event' && parent === 'trace') {
      event = new Map();
      line = parser.line;
    } else if (VALUES.has(tag.name) && (parent === 'event' || parent === 'trace')) {
      const { key, value } = tag.attributes as Record<string, string | undefined>;
      const target = parent === 'event' ? event : trace;
      if (target && key !== undefined && value !== undefined && target.size < MOST_ATTRIBUTES) target.set(key, value);
    }
  });
  parser.on('closetag', (tag) => {
    open.pop();
    if (tag.name !== 'event' || event === undefined) return;
    position += 1;
    records += 1;
    ready.push({ record: records, line, trace: traces, position, traceAttributes: trace, attributes: event });
    event = undefined;
  });
  const bounds = new XmlBounds();
  for await (const chunk of chunks) {
    bounds.look(chunk);
    parser.write(chunk);
    if (problem) throw problem;
    yield* ready.splice(0);
  }
  parser.close();
  if (problem) throw problem;
  yield* ready.splice(0);
}
