/** The upstream formats known without configuration. */
import type { Envelope } from '../formats/json-scanner.ts';
import { COMMCARE_FORMS } from './commcare.ts';
import { DHIS2_CSV } from './dhis2-csv.ts';
import { DHIS2_COMPLETED, DHIS2_VALUES } from './dhis2.ts';
import { DINGTALK_APPROVAL, DINGTALK_APPROVAL_V1 } from './dingtalk-approval.ts';
import { DINGTALK_ATTENDANCE, DINGTALK_ATTENDANCE_EVENT } from './dingtalk-attendance.ts';
import { DINGTALK_CHECKIN, DINGTALK_CHECKIN_TOPAPI } from './dingtalk-checkin.ts';
import { DINGTALK_COLLECTION, DINGTALK_COLLECTION_FORMS } from './dingtalk-collection.ts';
import { DINGTALK_REPORT } from './dingtalk-report.ts';
import { DINGTALK_TODO, DINGTALK_WORK_RECORD } from './dingtalk-todo.ts';
import { KOBO_SUBMISSIONS } from './kobo.ts';
import { LARK_APPROVAL } from './lark-approval.ts';
import { LARK_FLOW, LARK_FLOWS } from './lark-flows.ts';
import { LARK_TASK, LARK_TASKS } from './lark-task.ts';
import { LARK_USER_TASKS } from './lark-user-tasks.ts';
import { ODK_AUDIT } from './odk-audit.ts';
import type { TableFormat } from './table-format.ts';
import type { VendorFormat } from './vendor.ts';
import { WECOM_APPROVAL, WECOM_MAKE_UP } from './wecom-approval.ts';
import { WECOM_CHECKIN } from './wecom-checkin.ts';
import { WECOM_DAILY } from './wecom-daily.ts';
import { WECOM_DEVICE } from './wecom-device.ts';
import { WECOM_JOURNAL_STATS } from './wecom-journal-stats.ts';
import { WECOM_JOURNAL } from './wecom-journal.ts';

export const TABLE_FORMATS: readonly TableFormat[] = [ODK_AUDIT, DHIS2_CSV];

export const VENDOR_FORMATS: readonly VendorFormat[] = [
  WECOM_CHECKIN,
  WECOM_DEVICE,
  WECOM_DAILY,
  WECOM_JOURNAL,
  WECOM_JOURNAL_STATS,
  WECOM_MAKE_UP,
  WECOM_APPROVAL,
  DINGTALK_ATTENDANCE,
  DINGTALK_ATTENDANCE_EVENT,
  DINGTALK_CHECKIN,
  DINGTALK_CHECKIN_TOPAPI,
  DINGTALK_REPORT,
  DINGTALK_COLLECTION,
  DINGTALK_COLLECTION_FORMS,
  DINGTALK_TODO,
  DINGTALK_WORK_RECORD,
  DINGTALK_APPROVAL,
  DINGTALK_APPROVAL_V1,
  LARK_FLOWS,
  LARK_FLOW,
  LARK_USER_TASKS,
  LARK_TASK,
  LARK_TASKS,
  LARK_APPROVAL,
  KOBO_SUBMISSIONS,
  COMMCARE_FORMS,
  DHIS2_VALUES,
  DHIS2_COMPLETED,
];

/** Records alone, without the API's envelope, are recognised by the same keys. A kind asked for decides between two readers. */
export function vendorAt(
  path: string,
  inArray: boolean,
  record: Record<string, unknown>,
  { envelope, as }: { envelope?: Envelope; as?: string | undefined } = {},
): VendorFormat | undefined {
  const fitting = VENDOR_FORMATS.filter(
    (vendor) =>
      (path === '' || (vendor.path === path && vendor.inArray === inArray)) && vendor.recognises(record, envelope),
  );
  return fitting.find((vendor) => vendor.kind === as) ?? fitting[0];
}
