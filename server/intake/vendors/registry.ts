/** The upstream formats known without configuration. */
import { DINGTALK_ATTENDANCE, DINGTALK_ATTENDANCE_EVENT } from './dingtalk-attendance.ts';
import { DINGTALK_CHECKIN, DINGTALK_CHECKIN_TOPAPI } from './dingtalk-checkin.ts';
import { DINGTALK_REPORT } from './dingtalk-report.ts';
import { LARK_FLOW, LARK_FLOWS } from './lark.ts';
import type { VendorFormat } from './vendor.ts';
import { WECOM_CHECKIN } from './wecom.ts';

export const VENDOR_FORMATS: readonly VendorFormat[] = [
  WECOM_CHECKIN,
  DINGTALK_ATTENDANCE,
  DINGTALK_ATTENDANCE_EVENT,
  DINGTALK_CHECKIN,
  DINGTALK_CHECKIN_TOPAPI,
  DINGTALK_REPORT,
  LARK_FLOWS,
  LARK_FLOW,
];

/** Records alone, without the API's envelope, are recognised by the same keys. */
export function vendorAt(path: string, inArray: boolean, record: Record<string, unknown>): VendorFormat | undefined {
  const inEnvelope = VENDOR_FORMATS.find((v) => v.path === path && v.inArray === inArray && v.recognises(record));
  if (inEnvelope || path !== '') return inEnvelope;
  return VENDOR_FORMATS.find((vendor) => vendor.inArray && vendor.recognises(record));
}
