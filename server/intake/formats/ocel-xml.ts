/** OCEL 2.0 as XML. No entities, no document types. */
import { SaxesParser } from 'saxes';
import { FileProblem } from '../file-problem.ts';
import { DEEPEST_XML, XmlBounds, xmlTooDeep } from './xml-bounds.ts';
import { ObjectTypeList, type OcelEvent, type OcelLog, type OcelRelation } from './ocel.ts';

const MOST_ATTRIBUTES = 500;
const MOST_RELATIONS = 10_000;
const LONGEST_VALUE = 100_000;

/** Does the beginning of an XML document announce an OCEL log? XES logs have the same root. */
export const isOcelXml = (start: string): boolean =>
  /<log[\s>]/.test(start) && /<(object-types|event-types)[\s/>]/.test(start);

interface Element {
  name: 'event' | 'object';
  line: number;
  attributes: Record<string, string>;
  values: Map<string, string>;
  relations: OcelRelation[];
}

/** @throws FileProblem `malformed-xml`, `xml-doctype` */
async function* elements(chunks: AsyncIterable<string>): AsyncGenerator<Element[]> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let ready: Element[] = [];
  let problem: FileProblem | undefined;
  const open: string[] = [];
  let current: Element | undefined;
  let attribute: string | undefined;
  let text = '';
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
  parser.on('opentag', ({ name, attributes }) => {
    const parent = open.at(-1);
    const grandparent = open.at(-2);
    if (open.push(name) > DEEPEST_XML) problem ??= xmlTooDeep();
    const given = attributes as Record<string, string>;
    if (
      (name === 'event' && parent === 'events') ||
      (name === 'object' && parent === 'objects' && grandparent === 'log')
    )
      current = { name, line: parser.line, attributes: given, values: new Map(), relations: [] };
    else if (name === 'attribute' && current) {
      attribute = given['name'];
      text = '';
    } else if (name === 'relationship' && current && current.relations.length < MOST_RELATIONS)
      current.relations.push({ object: given['object-id'] ?? '', qualifier: given['qualifier'] ?? '' });
  });
  parser.on('text', (piece) => {
    if (attribute !== undefined && text.length < LONGEST_VALUE) text += piece;
  });
  parser.on('closetag', ({ name }) => {
    open.pop();
    if (name === 'attribute' && current && attribute !== undefined) {
      if (current.values.size < MOST_ATTRIBUTES) current.values.set(attribute, text.trim());
      attribute = undefined;
    } else if (current && name === current.name && open.at(-1) === `${name}s`) {
      ready.push(current);
      current = undefined;
    }
  });
  const bounds = new XmlBounds();
  for await (const chunk of chunks) {
    bounds.look(chunk);
    parser.write(chunk);
    if (problem) throw problem;
    if (ready.length > 0) yield ready;
    ready = [];
  }
  parser.close();
  if (problem) throw problem;
  if (ready.length > 0) yield ready;
}

/** @param chunks the text of the log, from its beginning, each time it is called */
export function ocelXml(chunks: () => AsyncIterable<string>): OcelLog {
  return {
    objectTypes: async () => {
      const types = new ObjectTypeList();
      for await (const group of elements(chunks()))
        for (const { name, attributes } of group)
          if (name === 'object') types.add(attributes['id'] ?? '', attributes['type'] ?? '');
      return types;
    },
    events: async function* (): AsyncGenerator<OcelEvent> {
      let record = 0;
      for await (const group of elements(chunks())) {
        for (const { name, line, attributes, values, relations } of group) {
          if (name !== 'event') continue;
          record += 1;
          const { id = '', type = '', time = '' } = attributes;
          yield { record, line, id, type, time, attributes: values, relations };
        }
      }
    },
  };
}
