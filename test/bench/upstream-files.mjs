/** The same check-ins as an office platform's API and its spreadsheet export write them. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Zip, ZipDeflate } from 'fflate';

const FIRST_SECOND = Date.UTC(2025, 0, 1) / 1000;
const SECONDS = 365 * 86_400;
const CADRES = 3000;
const ROWS_A_PIECE = 1000;

const secondOf = (i, rows) => FIRST_SECOND + Math.floor((i / rows) * SECONDS);
/** Every cadre moves within some 2 km of one place. */
const degreesOf = (i) => [29.03 + ((i * 7919) % 20_000) / 1e6, 105.85 + ((i * 104_729) % 20_000) / 1e6];

async function written(path, pieces) {
  const file = createWriteStream(path);
  for (const piece of pieces) if (!file.write(piece)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
  return path;
}

/** An answer of WeCom's `getcheckindata`, with the fields its documents list. */
export function writeWecomJson(path, rows) {
  function* pieces() {
    yield '{"errcode":0,"errmsg":"ok","checkindata":[';
    for (let i = 0; i < rows; i++) {
      const [lat, lng] = degreesOf(i).map((degrees) => Math.round(degrees * 1e6));
      const time = secondOf(i, rows);
      const record = {
        userid: `u${i % CADRES}`,
        groupname: '网格巡查',
        checkin_type: '外出打卡',
        exception_type: '',
        checkin_time: time,
        location_title: '村委会',
        location_detail: `四望山村 ${i % 97} 组`,
        wifiname: '',
        notes: '',
        wifimac: '',
        mediaids: [`WWCISP_${i}`],
        sch_checkin_time: time,
        groupid: 1 + (i % 7),
        schedule_id: 0,
        timeline_id: 2,
        lat,
        lng,
        deviceid: `E5FA89F6-DC39-4E2B-${i % CADRES}`,
      };
      yield `${i === 0 ? '' : ','}${JSON.stringify(record)}`;
    }
    yield ']}';
  }
  return written(path, pieces());
}

const HEADER = ['source', 'external_id', 'cadre_code', 'claimed_at', 'requirement_code', 'kind', 'method', 'lat', 'lon', 'crs', 'device_id', 'note']; // prettier-ignore
const place = (column, row) => `${String.fromCharCode(65 + column)}${row}`;
const cellXml = (value, column, row) =>
  typeof value === 'number'
    ? `<c r="${place(column, row)}"><v>${value}</v></c>`
    : `<c r="${place(column, row)}" t="inlineStr"><is><t>${value}</t></is></c>`;
const rowXml = (cells, row) =>
  `<row r="${row}">${cells.map((value, column) => cellXml(value, column, row)).join('')}</row>`;

function* sheetXml(rows) {
  yield `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rowXml(HEADER, 1)}`;
  for (let at = 0; at < rows; at += ROWS_A_PIECE) {
    const some = [];
    for (let i = at; i < Math.min(rows, at + ROWS_A_PIECE); i++) {
      const [lat, lon] = degreesOf(i);
      const time = new Date((secondOf(i, rows) + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
      some.push(rowXml(['xlsx', `x${i}`, `u${i % CADRES}`, time, `R${i % 7}`, '巡查', 'gps', lat, lon, 'wgs84', `PH${i % CADRES}`, '已走访'], i + 2)); // prettier-ignore
    }
    yield some.join('');
  }
  yield '</sheetData></worksheet>';
}

/** A workbook with one sheet of canonical columns. */
export async function writeWorkbook(path, rows) {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const parts = [
    ['[Content_Types].xml', [`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`]],
    ['_rels/.rels', [`<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`]],
    ['xl/workbook.xml', [`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"><sheets><sheet name="打卡" sheetId="1" r:id="r1"/></sheets></workbook>`]],
    ['xl/_rels/workbook.xml.rels', [`<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`]],
    ['xl/worksheets/sheet1.xml', sheetXml(rows)],
  ]; // prettier-ignore
  function* pieces() {
    const ready = [];
    const zip = new Zip((error, piece) => {
      if (error) throw error;
      ready.push(piece);
    });
    for (const [name, texts] of parts) {
      const entry = new ZipDeflate(name, { level: 1 });
      zip.add(entry);
      entry.push(Buffer.from(head));
      for (const text of texts) {
        entry.push(Buffer.from(text));
        yield* ready.splice(0);
      }
      entry.push(new Uint8Array(0), true);
    }
    zip.end();
    yield* ready;
  }
  return written(path, pieces());
}
