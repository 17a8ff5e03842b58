/** The XML parts inside a workbook, read as they are unpacked. No document types, no entities of their own. */
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileProblem } from '../file-problem.ts';
import type { Archive } from './archive.ts';

export interface Handlers {
  open?: (tag: SaxesTagPlain) => void;
  close?: (tag: SaxesTagPlain) => void;
  text?: (text: string) => void;
}

/** Local name: parts written by some programs carry a prefix (`x:row`). */
export const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export class Part {
  private readonly parser = new SaxesParser({ xmlns: false, position: false });
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
    if (handlers.open) this.parser.on('opentag', handlers.open);
    if (handlers.close) this.parser.on('closetag', handlers.close);
    if (handlers.text) this.parser.on('text', handlers.text);
  }

  write(text: string): void {
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
