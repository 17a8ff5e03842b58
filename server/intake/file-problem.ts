/** A whole file that cannot be taken: it is refused with a sentence, its bytes and its receipt are kept. */
import { Refusal } from '../http/problem.ts';

export class FileProblem extends Refusal {
  /** @param code stable, e.g. `unknown-format` */
  constructor(code: string, zh: string, en: string) {
    super(422, code, { zh, en });
    this.name = 'FileProblem';
  }
}
