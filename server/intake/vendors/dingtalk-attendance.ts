/** DingTalk (钉钉) attendance: `attendance/list`, `attendance/listRecord` and the `attendance_check_record` event. */
import { madeUpId, position, unixTime, type Fields } from './fields.ts';
import { MANUAL_NOTICE, SYSTEM_NOTICE, type VendorFormat, type VendorRow } from './vendor.ts';

const SYSTEM_SOURCES = new Set(['SYSTEM', 'AUTO_CHECK']);
const MANUAL_SOURCES = new Set(['BOSS', 'APPROVE']);
const MACHINE_SOURCES = new Set(['ATM', 'DING_ATM', 'BEACON']);
const METHODS: Record<string, string> = { MAP: 'gps', WIFI: 'wifi' };
/** DingTalk itself counts punches of one person within this time as one. */
const ONE_EVENT_MILLISECONDS = 60_000;

function methodOf(fields: Fields): string {
  const source = fields.text('sourceType');
  const unpunched = fields.text('timeResult') === 'NotSigned' || fields.text('timeResult') === 'Absenteeism';
  if (SYSTEM_SOURCES.has(source) || unpunched || fields.text('checkByUser') === 'false') return 'system';
  if (MANUAL_SOURCES.has(source)) return 'manual_makeup';
  if (MACHINE_SOURCES.has(source)) return 'machine';
  const located = fields.text('locationMethod');
  return METHODS[located] ?? located.toLowerCase();
}

function mapRecord(source: string, fields: Fields, time: string): VendorRow {
  const user = fields.text('userId');
  const kind = fields.text('checkType');
  const group = fields.text('groupId');
  const method = methodOf(fields);
  const { lat, lon } = position(fields.first('userLatitude', 'latitude'), fields.first('userLongitude', 'longitude'));
  const id = fields.first('id', 'recordId', 'bizId');
  const result = Object.fromEntries(
    ['sourceType', 'timeResult', 'locationResult']
      .map((name) => [name, fields.text(name)])
      .filter(([, text]) => text !== ''),
  );
  return {
    columns: {
      source,
      external_id: id === '' ? madeUpId(user, time, kind) : id,
      cadre_code: user,
      claimed_at: unixTime(time),
      requirement_code: group === '' ? '' : `${source}:${group}`,
      uploaded_at: unixTime(fields.text('gmtCreate')),
      kind,
      method,
      lat,
      lon,
      accuracy_m: lat === '' ? '' : fields.text('userAccuracy'),
      crs: lat === '' ? '' : 'gcj02',
      place: fields.first('userAddress', 'address'),
      device_id: fields.first('deviceId', 'deviceSN'),
      network_id: fields.first('userMacAddr', 'userSsid'),
      note: fields.text('outsideRemark'),
    },
    extra: { ...fields.rest(), ...result },
    notices: method === 'system' ? ['system'] : method === 'manual_makeup' ? ['manual'] : [],
  };
}

/**
 * Further punches of one person within a minute of the first repeat that row, and are therefore counted as duplicates:
 * they are one event. Only within one file; records of the system and corrections are left alone.
 */
function mapper(source: string): (fields: Fields) => VendorRow {
  const last = new Map<string, { at: number; row: VendorRow }>();
  return (fields) => {
    const time = fields.first('userCheckTime', 'checkTime');
    const row = mapRecord(source, fields, time);
    const { method, cadre_code: user, kind } = row.columns;
    if (method === 'system' || method === 'manual_makeup') return row;
    const who = `${user}|${kind}`;
    const earlier = last.get(who);
    const at = Number(time);
    if (
      earlier &&
      at >= earlier.at &&
      at - earlier.at < ONE_EVENT_MILLISECONDS &&
      row.columns['external_id'] !== earlier.row.columns['external_id']
    )
      return { ...earlier.row, notices: ['one-event'] };
    last.set(who, { at, row });
    return row;
  };
}

const NOTICES = {
  system: SYSTEM_NOTICE,
  manual: MANUAL_NOTICE,
  'one-event': {
    zh: '{n} 条与同一人一分钟内的前一次打卡合为一次,计入重复',
    en: "{n} punches within a minute of the same person's earlier one count as that one, as duplicates",
  },
};

export const DINGTALK_ATTENDANCE: VendorFormat = {
  format: 'dingtalk-attendance',
  kind: 'checkins',
  source: 'dingtalk',
  path: 'recordresult',
  inArray: true,
  recognises: (record) => 'userId' in record && 'userCheckTime' in record,
  mapper,
  notices: NOTICES,
};

export const DINGTALK_ATTENDANCE_EVENT: VendorFormat = {
  ...DINGTALK_ATTENDANCE,
  format: 'dingtalk-attendance-event',
  path: 'data.dataList',
  recognises: (record) => 'userId' in record && 'checkTime' in record,
};
