/** DingTalk (钉钉) sign-ins: `GET /checkin/record` and `POST /topapi/checkin/record/get`. No record ids; coordinates are text. */
import { joined, madeUpId, position, unixTime, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

function mapRecord(source: string, fields: Fields): VendorRow {
  const user = fields.first('userId', 'userid');
  const time = fields.first('timestamp', 'checkin_time');
  const { lat, lon } = position(fields.text('latitude'), fields.text('longitude'));
  const photos = [...fields.list('imageList'), ...fields.list('image_list')];
  // The person's own name and picture are not needed to judge a requirement.
  fields.first('name', 'avatar');
  return {
    columns: {
      source,
      external_id: madeUpId(user, time, 'checkin'),
      cadre_code: user,
      claimed_at: unixTime(time),
      requirement_code: `${source}:checkin`,
      kind: 'field',
      method: lat === '' ? '' : 'gps',
      lat,
      lon,
      crs: lat === '' ? '' : 'gcj02',
      place: fields.first('detailPlace', 'detail_place', 'place'),
      photos: joined(photos),
      note: fields.text('remark'),
    },
    extra: fields.rest(),
  };
}

const common = {
  kind: 'checkins',
  source: 'dingtalk',
  inArray: true,
  mapper: (source: string) => (fields: Fields) => mapRecord(source, fields),
} as const;

export const DINGTALK_CHECKIN: VendorFormat = {
  ...common,
  format: 'dingtalk-checkin',
  path: 'data',
  recognises: (record) => 'userId' in record && 'timestamp' in record,
};

export const DINGTALK_CHECKIN_TOPAPI: VendorFormat = {
  ...common,
  format: 'dingtalk-checkin-topapi',
  path: 'result.page_list',
  recognises: (record) => 'userid' in record && 'checkin_time' in record,
};
