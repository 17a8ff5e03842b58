/** Writes GB18030, which Node can only read: the two-byte part of the table, turned round. */
const DECODER = new TextDecoder('gb18030');

let table: Map<string, [number, number]> | undefined;

function encodings(): Map<string, [number, number]> {
  if (table) return table;
  table = new Map();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const text = DECODER.decode(new Uint8Array([lead, trail]));
      if (text.length === 1 && text !== '\ufffd') table.set(text, [lead, trail]);
    }
  return table;
}

/** @throws RangeError for characters outside ASCII and the two-byte part (no test needs the four-byte part). */
export function encodeGb18030(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code < 0x80) bytes.push(code);
    else {
      const pair = encodings().get(character);
      if (!pair) throw new RangeError(`${character} is not in the two-byte part of GB18030`);
      bytes.push(...pair);
    }
  }
  return Uint8Array.from(bytes);
}
