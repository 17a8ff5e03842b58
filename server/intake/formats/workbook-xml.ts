/** The XML parts inside a workbook, read as they are unpacked. No document types, no entities of their own. */
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileProblem } from '../file-problem.ts';
import type { Archive } from './archive.ts';
import { DEEPEST_XML, XmlBounds, xmlTooDeep } from './xml-bounds.ts';

export interface Handlers {
  open?: (tag: SaxesTagPlain) => void;
  close?: (tag: SaxesTagPlain) => void;
  text?: (text: string) => void;
}

/** Local name: parts written by some programs carry a prefix (`x:row`). */
export const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export class Part {
  private readonly parser = new SaxesParser({ xmlns: false, position: false });
  private readonly bounds = new XmlBounds();
  private problem: FileProblem | undefined;

  constructor(part: string, handlers: Handlers) {
    const fail = (why: string): void => {
      this.problem ??= new FileProblem(
        'bad-workbook',
        `工作簿内部文件有误:${part}`,
        `Part of the workbook is malformed: ${part} (${why.slice(0, 200)})`,
      );
    };
    this.parser.on('error', (error) => fail(error.message));
    this.parser.on('doctype', () => fail('document type'));
    const { open, close } = handlers;
    let depth = 0;
    this.parser.on('opentag', (tag) => {
      depth += 1;
      if (depth > DEEPEST_XML) this.problem ??= xmlTooDeep();
      else open?.(tag);
    });
    this.parser.on('closetag', (tag) => {
      depth -= 1;
      close?.(tag);
    });
    if (handlers.text) this.parser.on('text', handlers.text);
  }

  write(text: string): void {
    this.bounds.look(text);
    this.parser.write(text);
    if (this.problem) throw this.problem;
  }

  end(): void {
    this.parser.close();
    if (this.problem) throw this.problem;
  }
}

export async function* texts(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  for await (const chunk of stream) {
    const text = decoder.write(chunk);
    yield first ? text.replace(/^\ufeff/, '') : text;
    first = false;
  }
}

export async function readPart(archive: Archive, name: string, handlers: Handlers): Promise<boolean> {
  if (!archive.names.includes(name)) return false;
  const part = new Part(name, handlers);
  for await (const text of texts(archive.read(name))) part.write(text);
  part.end();
  return true;
}

/** `_x000D_` stands for a character XML cannot hold. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
