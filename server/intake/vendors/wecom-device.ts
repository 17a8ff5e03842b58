/** WeCom (企业微信) check-ins at machines: `hardware/get_hardware_checkin_data`. Seconds; no place, no kind, no record ids. */
import { madeUpId, unixTime, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

function mapRecord(source: string, fields: Fields): VendorRow {
  const user = fields.text('userid');
  const time = fields.text('checkin_time');
  const device = fields.text('device_sn');
  return {
    columns: {
      source,
      external_id: madeUpId(user, time, device),
      cadre_code: user,
      claimed_at: unixTime(time),
      kind: 'machine',
      method: 'machine',
      place: fields.text('device_name'),
      device_id: device,
    },
    extra: fields.rest(),
  };
}

export const WECOM_DEVICE: VendorFormat = {
  format: 'wecom-device',
  kind: 'checkins',
  source: 'wecom',
  path: 'checkindata',
  inArray: true,
  recognises: (record) =>
    'userid' in record && 'checkin_time' in record && ('device_sn' in record || 'device_name' in record),
  mapper: (source) => (fields) => mapRecord(source, fields),
};
