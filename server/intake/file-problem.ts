/** A whole file that cannot be taken: it is refused with a sentence, its bytes and its receipt are kept. */
import type { Words } from '../../metrics/facts.ts';

export class FileProblem extends Error {
  readonly code: string;
  readonly words: Words;

  /** @param code stable, e.g. `unknown-format` */
  constructor(code: string, zh: string, en: string) {
    super(`${code}: ${en}`);
    this.name = 'FileProblem';
    this.code = code;
    this.words = { zh, en };
  }
}
