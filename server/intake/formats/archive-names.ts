/**
 * Names in the directory of a ZIP. A tool that writes UTF-8 says so, in a flag or in an extra field (APPNOTE 4.4.4, 4.6.9).
 * Others write the code page of their machine: in China that is GBK, so that names read as the standard has it (CP437) would be
 * nonsense, and one byte of many of them would pass for a backslash.
 */
import { crc32 } from 'node:zlib';

export interface RawName {
  fileName: Buffer;
  generalPurposeBitFlag: number;
  extraFields: readonly { id: number; data: Buffer }[];
}

const UTF8_FLAG = 0x800;
const UNICODE_PATH = 0x7075;

/** Names in their order. What is not said to be UTF-8 is judged together: a single short name may pass for either. */
export function namesOf(entries: readonly RawName[]): string[] {
  const said = entries.map(unicodeName);
  const unsaid = entries.filter((_, i) => said[i] === undefined).map(({ fileName }) => fileName);
  const decode = decoderFor(unsaid);
  return entries.map(({ fileName }, i) => (said[i] ?? decode(fileName)).replaceAll('\\', '/'));
}

function unicodeName({ fileName, generalPurposeBitFlag, extraFields }: RawName): string | undefined {
  for (const { id, data } of extraFields)
    // Version 1, and made for this very name: a tool that renames without knowing the field leaves it behind.
    if (id === UNICODE_PATH && data.length > 5 && data[0] === 1 && data.readUInt32LE(1) === crc32(fileName))
      return data.toString('utf8', 5);
  return generalPurposeBitFlag & UTF8_FLAG ? fileName.toString('utf8') : undefined;
}

function decoderFor(names: readonly Buffer[]): (name: Buffer) => string {
  for (const label of ['utf-8', 'gb18030']) {
    const decoder = new TextDecoder(label, { fatal: true });
    try {
      for (const name of names) decoder.decode(name);
      return (name) => decoder.decode(name);
    } catch {
      // The next one.
    }
  }
  return (name) => name.toString('latin1');
}
