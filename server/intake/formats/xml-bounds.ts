/** What no honest XML has: a tag or a text that goes on for megabytes, or elements nested without end. */
import { FileProblem } from '../file-problem.ts';

const LONGEST_RUN = 16 * 2 ** 20;
export const DEEPEST_XML = 200;

export const xmlTooDeep = (): FileProblem =>
  new FileProblem('too-deep', `XML 嵌套超过 ${DEEPEST_XML} 层。`, `XML is nested deeper than ${DEEPEST_XML} levels.`);

/** Looks at a document chunk by chunk, before the parser gathers what has no end. */
export class XmlBounds {
  private run = 0;

  /** @throws FileProblem `record-too-long` */
  look(chunk: string): void {
    const last = chunk.lastIndexOf('>');
    this.run = last === -1 ? this.run + chunk.length : chunk.length - last - 1;
    if (this.run > LONGEST_RUN)
      throw new FileProblem(
        'record-too-long',
        'XML 中有一段内容超过 16 MB。',
        'A piece of the XML is longer than 16 MB.',
      );
  }
}
