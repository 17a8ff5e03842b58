/** A stored text, and the records of one that is a table. */
import { decodedText, type Encoding } from '../formats/encoding.ts';
import { delimitedRecords, type DelimitedRecord } from '../formats/delimited.ts';

export interface TextFile {
  path: string;
  encoding: Encoding;
  /** A UTF-8 copy (or the file itself) that the engine can read; made on demand. */
  utf8: () => Promise<string>;
}

/** Records below the header, counted from 1. */
export async function* dataRecords(
  path: string,
  encoding: Encoding,
  delimiter: string,
  headerAt: number,
): AsyncGenerator<DelimitedRecord & { record: number }> {
  let index = -1;
  for await (const record of delimitedRecords(decodedText(path, encoding), delimiter)) {
    index += 1;
    if (index > headerAt) yield { ...record, record: index - headerAt };
  }
}
