import fc from 'fast-check';
import { RowReader, type ReadRow } from '../../../server/intake/formats/row-reader.ts';

const CONTEXT = {
  shared: ['共享', 'b', ' c '],
  styles: [undefined, { date: true, time: 'minute' as const }],
  from1904: false,
};
const HEAD = '<?xml version="1.0"?><worksheet xmlns:r="x"><cols><col min="1"/></cols>';
const TAIL = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells></worksheet>';

function read(xml: string, size = xml.length): ReadRow[] {
  const reader = new RowReader('sheet1.xml', CONTEXT);
  const rows: ReadRow[] = [];
  for (let at = 0; at < xml.length; at += size) rows.push(...reader.push(xml.slice(at, at + size)));
  rows.push(...reader.end());
  return rows;
}

const plainly = (rows: string, size?: number): ReadRow[] => read(`${HEAD}<sheetData>${rows}</sheetData>${TAIL}`, size);
/** A comment among the rows leaves them to the XML parser. */
const parsed = (rows: string): ReadRow[] => read(`${HEAD}<sheetData><!-- -->${rows}</sheetData>${TAIL}`);

const outcome = (reading: () => ReadRow[]): unknown => {
  try {
    return reading();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const text = fc.constantFrom('', 'a', '走访', ' x ', '1 &lt; 2 &amp;&quot;', 'line\nbreak', '_x000D_', '&#10;', '&#x4e2d;', ']]', '>', "'"); // prettier-ignore
const number = fc.constantFrom('0', '1', '2', '45930.354', '1e3', '', '511025199001011234', '99');
const attributes = fc.constantFrom(
  '',
  ' s="1"',
  ' s="0"',
  ' s="9" cm="1"',
  " s='1'",
  ' ph="1"',
  ' x="&amp;"',
  ' s="1" ',
);
const content = fc.oneof(
  text.map((t) => ` t="inlineStr"><is><t>${t}</t></is></c>`),
  text.map((t) => ` t="inlineStr"><is><t xml:space="preserve">${t}</t></is></c>`),
  text.map((t) => ` t="inlineStr"><is><r><rPr><b/></rPr><t>${t}</t></r><r><t>2</t></r><rPh sb="0" eb="1"><t>p</t></rPh></is></c>`), // prettier-ignore
  text.map((t) => ` t="str"><f>A1&amp;B2</f><v>${t}</v></c>`),
  text.map((t) => ` t="str"><f t="shared" ref="A1:A9" si="0"/><v>${t}</v></c>`),
  number.map((n) => `><v>${n}</v></c>`),
  number.map((n) => ` t="s"><v>${n}</v></c>`),
  number.map((n) => ` t="b"><v>${n}</v></c>`),
  number.map((n) => ` t="e"><v>#N/A${n}</v></c>`),
  fc.constantFrom('/>', ' t="s"/>', '></c>', '><v/></c>', '><v xml:space="preserve"> 1</v></c>', ' ><v>1</v ></c >', '><extLst><ext/></extLst></c>'), // prettier-ignore
);
const cell = fc
  .tuple(fc.constantFrom('', ' r="A7"', ' r="C7"', ' r="E7"', ' r="ZZZ7"', ' r="c7"'), attributes, content)
  .map((parts) => `<c${parts.join('')}`);
const row = fc
  .tuple(
    fc.constantFrom('', ' r="3"', ' r="700" spans="1:12" ht="15.75" x14ac:dyDescent="0.25"', ' spans="1:2"'),
    fc.oneof(
      { weight: 5, arbitrary: fc.array(cell, { maxLength: 5 }).map((cells) => `>${cells.join('')}</row>`) },
      { weight: 1, arbitrary: fc.constantFrom('/>', '>\n  </row>', '><!-- </row> --></row>', '>text</row>', '><![CDATA[</row>]]></row>') }, // prettier-ignore
    ),
  )
  .map((parts) => `<row${parts.join('')}`);

describe('rows of a sheet', () => {
  it('are the same whether read plainly or by the XML parser, in pieces of any size', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 6 }),
        fc.constantFrom('', '\n', '\r\n'),
        fc.integer({ min: 1, max: 400 }),
        (rows, between, size) => {
          const xml = rows.join(between);
          expect(plainly(xml, size)).toEqual(parsed(xml));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('that are malformed are refused either way', () => {
    const broken = ['<row><c></row>', '<row r="0"/>', '<row r="x"></row>', '<row><c><v>a&b</v></c></row>', '<row><c r="A1" r="B1"/></row>', '<row><c><v>1</c></v></row>', '<row><c><v>&unknown;</v></c></row>', '<row><c><v>\u0001</v></c></row>', '<row><c><v>]]></v></c></row>', '<row', '</row>', '<row><c><v>1</v></c>']; // prettier-ignore
    for (const rows of broken) {
      expect([rows, outcome(() => parsed(rows))]).toEqual([rows, 'bad-workbook']);
      expect([rows, outcome(() => plainly(rows))]).toEqual([rows, 'bad-workbook']);
      expect([rows, outcome(() => plainly(`<row r="1"><c><v>1</v></c></row>${rows}`, 3))]).toEqual([
        rows,
        'bad-workbook',
      ]);
    }
  });

  it('in a comment before the sheet are no rows', () => {
    const xml = `<worksheet><!-- <sheetData><row><c><v>1</v></c></row> --><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>`;
    expect(read(xml)).toEqual([{ row: 1, cells: ['2'] }]);
    expect(read(xml, 5)).toEqual([{ row: 1, cells: ['2'] }]);
  });

  it('under a prefix are found', () => {
    expect(
      read('<x:worksheet><x:sheetData><x:row><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>', 7),
    ).toEqual([{ row: 1, cells: ['2'] }]);
  });
});
