/** WeCom check-ins that are plain: wecom-checkin.ts says what every cell means. A missed punch is left to it. */
import { ABSENT, BARE, NOTHING, PARSED_TEXT, TEXT, type PlainRecord } from '../formats/plain-record.ts';
import type { PlainCell } from './plain-cell.ts';
import type { PlainMapping } from './plain-rows.ts';

const FIELDS = [
  'userid',
  'checkin_time',
  'checkin_type',
  'exception_type',
  'groupid',
  'groupname',
  'lat',
  'lng',
  'wifimac',
  'wifiname',
  'location_title',
  'location_detail',
  'deviceid',
  'mediaids',
  'notes',
];
const [USER, TIME, TYPE, EXCEPTION, GROUP, GROUP_NAME, LAT, LNG, MAC, WIFI, TITLE, DETAIL, DEVICE, MEDIA, NOTES] =
  FIELDS.map((_name, field) => field) as [
    number, number, number, number, number, number, number, number, number, number, number, number, number, number, number,
  ]; // prettier-ignore

const SPACE = 32;
const ZERO = 48;
const BAR = 124;

/** From 1 to under 1000 degrees in millionths: no degrees, and not nothing. */
const isMillionths = (record: PlainRecord, field: number): boolean => {
  const digits = record.digits(field);
  return digits >= 7 && digits <= 9 && record.bytes[record.start[field]!] !== ZERO;
};

const isNothing = (record: PlainRecord, field: number): boolean => {
  const kind = record.kind(field);
  return (
    kind === ABSENT || kind === NOTHING || (kind === BARE && record.digits(field) === 1 && record.number(field) === 0)
  );
};

function isMissed(record: PlainRecord): boolean {
  const kind = record.kind(EXCEPTION);
  if (kind === TEXT)
    return record.bytes.toString('utf8', record.start[EXCEPTION], record.end[EXCEPTION]).includes('未打卡');
  return kind === PARSED_TEXT && record.text(EXCEPTION).includes('未打卡');
}

function takes(record: PlainRecord): boolean {
  const digits = record.digits(TIME);
  if (digits < 9 || digits > 13) return false;
  const hasPlace = isMillionths(record, LAT) && isMillionths(record, LNG);
  return (hasPlace || (isNothing(record, LAT) && isNothing(record, LNG))) && !isMissed(record);
}

const hasPlace = (record: PlainRecord): boolean => !isNothing(record, LAT);
const text = (field: number) => (cell: PlainCell) => cell.text(field);
const network = (cell: PlainCell): number => (cell.isEmpty(MAC) ? WIFI : MAC);

export function plainCheckins(source: string): PlainMapping {
  const prefix = Buffer.from(`${source.replaceAll('"', '""')}:`);
  return {
    fields: FIELDS,
    takes,
    hasPlace,
    crs: 'gcj02',
    alsoAside: EXCEPTION,
    isAside: (cell, field) => field > NOTES || (field === GROUP_NAME && !cell.isEmpty(GROUP)),
    cells: {
      external_id: (cell) => {
        cell.idPart(USER);
        cell.byte(BAR);
        cell.idPart(TIME);
        cell.byte(BAR);
        cell.idPart(TYPE);
      },
      cadre_code: text(USER),
      claimed_at: (cell) => cell.time(TIME),
      requirement_code: (cell) => {
        const group = cell.isEmpty(GROUP) ? GROUP_NAME : GROUP;
        if (cell.isEmpty(group)) return;
        cell.literal(prefix);
        cell.text(group);
      },
      kind: text(TYPE),
      method: (cell) => {
        if (hasPlace(cell.record)) cell.literal(GPS);
        else if (!cell.isEmpty(network(cell))) cell.literal(BY_WIFI);
      },
      lat: (cell) => void (hasPlace(cell.record) && cell.millionths(LAT)),
      lon: (cell) => void (hasPlace(cell.record) && cell.millionths(LNG)),
      place: (cell) => {
        cell.text(TITLE);
        if (!cell.isEmpty(TITLE) && !cell.isEmpty(DETAIL)) cell.byte(SPACE);
        cell.text(DETAIL);
      },
      device_id: text(DEVICE),
      network_id: (cell) => cell.text(network(cell)),
      photos: (cell) => cell.items(MEDIA),
      note: text(NOTES),
    },
  };
}

const GPS = Buffer.from('gps');
const BY_WIFI = Buffer.from('wifi');
