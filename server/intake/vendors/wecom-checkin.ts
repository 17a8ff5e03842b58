/** WeCom (企业微信) check-ins: `getcheckindata`. Times are Unix seconds; lat/lng are integers, degrees x 1e6, GCJ-02. */
import { joined, madeUpId, position, unixTime, type Fields } from './fields.ts';
import { plainCheckins } from './wecom-plain-checkin.ts';
import { SYSTEM_NOTICE, type VendorFormat, type VendorRow } from './vendor.ts';

/** Degrees with the six decimals the integer holds; exports that already have degrees pass unchanged. */
function degrees(text: string): string {
  if (!/^-?\d+$/.test(text) || Math.abs(Number(text)) <= 180) return text;
  return (Number(text) / 1e6).toFixed(6);
}

function mapRecord(source: string, fields: Fields): VendorRow {
  const user = fields.text('userid');
  const time = fields.text('checkin_time');
  const kind = fields.text('checkin_type');
  const exceptions = fields.text('exception_type');
  const group = fields.text('groupid') || fields.text('groupname');
  const missed = exceptions.includes('未打卡');
  // A missed punch has no time of its own; the scheduled one places it on its day.
  const at = missed && unixTime(time) === '' ? fields.text('sch_checkin_time') : time;
  const { lat, lon } = position(degrees(fields.text('lat')), degrees(fields.text('lng')));
  const wifi = fields.first('wifimac', 'wifiname');
  return {
    columns: {
      source,
      external_id: madeUpId(user, at, kind),
      cadre_code: user,
      claimed_at: unixTime(at),
      requirement_code: group === '' ? '' : `${source}:${group}`,
      kind,
      method: missed ? 'system' : lat !== '' ? 'gps' : wifi !== '' ? 'wifi' : '',
      lat,
      lon,
      crs: lat === '' ? '' : 'gcj02',
      place: [fields.text('location_title'), fields.text('location_detail')].filter((text) => text !== '').join(' '),
      device_id: fields.text('deviceid'),
      network_id: wifi,
      photos: joined(fields.list('mediaids')),
      note: fields.text('notes'),
    },
    extra: { ...fields.rest(), ...(exceptions === '' ? {} : { exception_type: exceptions }) },
    ...(missed ? { notices: ['system'] } : {}),
  };
}

export const WECOM_CHECKIN: VendorFormat = {
  format: 'wecom-checkin',
  kind: 'checkins',
  source: 'wecom',
  path: 'checkindata',
  inArray: true,
  recognises: (record) =>
    'userid' in record && 'checkin_time' in record && ('checkin_type' in record || 'groupid' in record),
  mapper: (source) => (fields) => mapRecord(source, fields),
  plain: plainCheckins,
  notices: { system: SYSTEM_NOTICE },
};
