import fc from 'fast-check';
import { factKind } from '../../../metrics/facts.ts';
import { CanonicalLines } from '../../../server/intake/canonical-lines.ts';
import { delimitedRecords } from '../../../server/intake/formats/delimited.ts';
import { parseElement } from '../../../server/intake/formats/json-elements.ts';
import { JsonScanner } from '../../../server/intake/formats/json-scanner.ts';
import { canonicalRow, placed } from '../../../server/intake/recognise/row-plan.ts';
import { Fields } from '../../../server/intake/vendors/fields.ts';
import { PlainRows } from '../../../server/intake/vendors/plain-rows.ts';
import type { VendorRow } from '../../../server/intake/vendors/vendor.ts';
import { WECOM_CHECKIN } from '../../../server/intake/vendors/wecom-checkin.ts';

const KIND = factKind('checkins')!;

async function cellsOf(lines: CanonicalLines): Promise<string[][]> {
  const [written] = [...lines.taken()];
  const found: string[][] = [];
  for await (const { cells } of delimitedRecords([written?.lines.toString() ?? ''], ',')) found.push([...cells]);
  return found.map((cells) => cells.map((cell) => cell.replace(/^ +| +$/g, '')));
}

/** What the parser and the vendor's mapper make of records, as written for the engine. */
function parsed(records: readonly string[], source: string, crs?: string) {
  const lines = new CanonicalLines();
  const map = WECOM_CHECKIN.mapper(source);
  let assumed = 0;
  records.forEach((text, i) => {
    const row = placed(map(new Fields(parseElement(text)!)) as VendorRow, crs === undefined ? {} : { crs }, false);
    assumed += row.notices?.includes('crs-gcj02') ? 1 : 0;
    lines.row(canonicalRow(KIND, row, { sheet: '', record: i + 1 }));
  });
  return { lines, assumed };
}

/** The same records read in place; those that are not taken are parsed. */
function inPlace(records: readonly string[], source: string, crs?: string) {
  const lines = new CanonicalLines();
  const map = WECOM_CHECKIN.mapper(source);
  const rows = new PlainRows(WECOM_CHECKIN.plain!(source), KIND, source, crs, lines);
  let [number, taken, assumed] = [0, 0, 0];
  const scanner = new JsonScanner((path, inArray) => path === 'checkindata' && inArray, {
    found: ({ text }) => {
      number += 1;
      const row = placed(map(new Fields(parseElement(text)!)) as VendorRow, crs === undefined ? {} : { crs }, false);
      assumed += row.notices?.includes('crs-gcj02') ? 1 : 0;
      lines.row(canonicalRow(KIND, row, { sheet: '', record: number }));
    },
    whole: (bytes, at) => {
      const behind = rows.write(bytes, at, number + 1);
      if (behind > 0) [number, taken] = [number + 1, taken + 1];
      return behind;
    },
  });
  scanner.push(Buffer.from(`{"errcode":0,"checkindata":[${records.join(',\n')}]}`));
  scanner.end();
  return { lines, taken, assumed: assumed + rows.assumed };
}

const RECORD = {
  userid: 'u1',
  groupname: '网格巡查',
  checkin_type: '外出打卡',
  exception_type: '',
  checkin_time: 1735689600,
  location_title: '村委会',
  location_detail: '四望山村 1 组',
  wifiname: '',
  notes: '',
  wifimac: '',
  mediaids: ['WWCISP_1', 'WWCISP_2'],
  sch_checkin_time: 1735689600,
  groupid: 1,
  schedule_id: 0,
  timeline_id: 2,
  lat: 29030000,
  lng: 105850000,
  deviceid: 'E5FA89F6',
};

const text = fc.oneof(
  fc.constantFrom('', ' ', '　', 'a b', ' 村 ', '\u00a0x', 'x\u3000', '“引”', 'a,b', 'a;b', 'a|b', 'say "x"', 'back\\slash', 'line\nbreak', '\ud83d\ude00', '<b>', "'=1+1"), // prettier-ignore
  fc.string({ maxLength: 6 }),
);
const scalar = fc.oneof(text, fc.constantFrom(0, 1, -1, 1.5, -0, 1e21, 123456789012345, true, false, null));
const coordinate = fc.oneof(
  fc.integer({ min: 1_000_000, max: 180_000_000 }),
  fc.constantFrom(0, '0', '', null, '29030000', ' 29030000', 29.03, -29030000, 180, 999_999, '01234567'),
);
const time = fc.oneof(
  fc.integer({ min: 100_000_000, max: 4_000_000_000 }),
  fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }),
  fc.constantFrom('1735689600', 0, '', 'soon', 12345, 1735689600.5),
);
const list = fc.oneof(
  fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 }),
  text,
  fc.constant([{ id: 1 }]),
  fc.constant(null),
);
const FIELDS = {
  userid: fc.oneof(fc.constant('u1'), scalar),
  groupname: scalar,
  checkin_type: scalar,
  exception_type: fc.oneof(text, fc.constantFrom('未打卡', '时间异常;地点异常', '地点异常', 5)),
  checkin_time: time,
  location_title: text,
  location_detail: scalar,
  wifiname: text,
  wifimac: text,
  notes: text,
  mediaids: list,
  sch_checkin_time: time,
  groupid: scalar,
  lat: coordinate,
  lng: coordinate,
  deviceid: scalar,
  other: fc.oneof(scalar, list, fc.constant({ a: 1 })),
  'a "name"': scalar,
  '7': scalar,
};
/** The record above with a few of its fields as nobody expects them. */
const record = fc
  .tuple(fc.subarray(Object.keys(FIELDS), { maxLength: 3 }), fc.record(FIELDS), fc.boolean())
  .map(([names, odd, first]) => {
    const changed = Object.fromEntries(names.map((name) => [name, odd[name as keyof typeof odd]]));
    return first ? { ...changed, ...RECORD, ...changed } : { ...RECORD, ...changed };
  });

describe('plain records', () => {
  it('of the common sort are read in place, with the cells that parsing them gives', async () => {
    const records = Array.from({ length: 50 }, (_, i) => ({
      ...RECORD,
      userid: `u${i}`,
      checkin_time: 1735689600 + i * 7919,
      exception_type: i % 5 === 0 ? '时间异常' : '',
      groupid: i % 7 === 0 ? '' : i,
      ...(i % 3 === 0 ? { lat: 0, lng: 0, wifimac: '38:46:08:1c:2b:3d' } : {}),
      extra_field: i % 2 === 0 ? 'kept' : undefined,
    })).map((one) => JSON.stringify(one));
    const plain = inPlace(records, 'wecom');
    expect(plain.taken).toBe(50);
    const slow = parsed(records, 'wecom');
    expect([plain.assumed, slow.assumed]).toEqual([33, 33]);
    expect(await cellsOf(plain.lines)).toEqual(await cellsOf(slow.lines));
  });

  it('and all others say the same either way', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('wecom', 'a "source", odd'),
        fc.constantFrom(undefined, 'wgs84'),
        fc.constantFrom(undefined, 2),
        async (records, source, crs, space) => {
          const texts = records.map((one) => JSON.stringify(one, undefined, space));
          const plain = inPlace(texts, source, crs);
          const slow = parsed(texts, source, crs);
          taken += plain.taken;
          expect(plain.assumed).toBe(slow.assumed);
          expect(await cellsOf(plain.lines)).toEqual(await cellsOf(slow.lines));
        },
      ),
      { numRuns: 800 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it.each([
    [
      'escapes',
      `{"userid":"\\u5f20\\/1","checkin_time":1735689600,"checkin_type":"a\\tb","notes":"\\ud83d\\ude00"}`,
      1,
    ],
    ['a name twice', `{"userid":"a","userid":"b","checkin_time":1735689600,"checkin_type":"x"}`, 0],
    ['a name of digits', `{"userid":"a","9":1,"checkin_time":1735689600,"checkin_type":"x","1":2}`, 0],
    ['a long number', `{"userid":"a","checkin_time":1735689600,"checkin_type":"x","id":12345678901234567890}`, 0],
    ['a prototype', `{"userid":"a","checkin_time":1735689600,"__proto__":{"x":1},"checkin_type":"x"}`, 0],
    ['a fraction', `{"userid":"a","checkin_time":1735689600,"checkin_type":"x","acc":1.50,"e":-1e2}`, 1],
  ])('with %s lose nothing', async (_what, record, taken) => {
    const plain = inPlace([record], 'wecom');
    expect(plain.taken).toBe(taken);
    const scanned: string[] = [];
    const scanner = new JsonScanner((path) => path === '', { found: (element) => scanned.push(element.text) });
    scanner.push(Buffer.from(record));
    expect(await cellsOf(plain.lines)).toEqual(await cellsOf(parsed(scanned, 'wecom').lines));
  });

  it.each([
    '{"userid":tru}',
    '{"userid":01}',
    '{"userid":"a" "b"}',
    '{"userid":"a",}',
    '{"userid":"\\x"}',
    '{"userid":[1,]}',
    '{"userid":"a\nb"}',
    '{"userid":1e999}',
    '{}',
  ])('%s is left to the parser', (broken) => {
    const lines = new CanonicalLines();
    const rows = new PlainRows(WECOM_CHECKIN.plain!('wecom'), KIND, 'wecom', undefined, lines);
    const text = broken === '{}' ? broken : broken.replace('}', ',"checkin_time":1735689600}');
    expect(rows.write(Buffer.from(text), 0, 1)).toBe(-1);
    expect([...lines.taken()]).toEqual([]);
  });

  it('cut off anywhere are left to the scanner, which has them whole', async () => {
    const document = Buffer.from(`{"checkindata":[${JSON.stringify(RECORD)},${JSON.stringify(RECORD)}]}`);
    const expected = await cellsOf(parsed([JSON.stringify(RECORD), JSON.stringify(RECORD)], 'wecom').lines);
    for (let cut = 1; cut < document.length; cut++) {
      const lines = new CanonicalLines();
      const map = WECOM_CHECKIN.mapper('wecom');
      const rows = new PlainRows(WECOM_CHECKIN.plain!('wecom'), KIND, 'wecom', undefined, lines);
      let number = 0;
      const scanner = new JsonScanner((path) => path === 'checkindata', {
        found: (element) =>
          lines.row(
            canonicalRow(KIND, map(new Fields(parseElement(element.text)!)) as VendorRow, {
              sheet: '',
              record: ++number,
            }),
          ),
        whole: (bytes, at) => {
          const behind = rows.write(bytes, at, number + 1);
          if (behind > 0) number += 1;
          return behind;
        },
      });
      scanner.push(document.subarray(0, cut));
      scanner.push(document.subarray(cut));
      scanner.end();
      expect(await cellsOf(lines)).toEqual(expected);
    }
  });
});
