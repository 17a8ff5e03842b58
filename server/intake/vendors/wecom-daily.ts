/**
 * WeCom (企业微信) daily attendance: `checkin/getcheckin_daydata`. A day's summary is worked out by the system from punches
 * that getcheckindata gives one by one: it is kept, dated by its day, and never counted as somebody's check-in.
 */
import type { Words } from '../../../metrics/columns.ts';
import { madeUpId, unixDay, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

const SUMMARY_NOTICE: Words = {
  zh: '{n} 条为每日汇总(method=system),不算打卡;逐次打卡请导出“打卡记录”',
  en: '{n} rows are daily summaries (method=system), not check-ins; export the single punches for those',
};

/** Seconds since midnight as a clock. */
function clockOf(seconds: string): string {
  if (!/^\d{1,6}$/.test(seconds) || seconds === '0') return '';
  const at = Number(seconds);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${two(at / 3600)}:${two((at / 60) % 60)}:${two(at % 60)}`;
}

function mapRecord(source: string, fields: Fields): VendorRow {
  const base = fields.child('base_info');
  const summary = fields.child('summary_info');
  const rule = base.child('rule_info');
  const user = base.text('acctid');
  const day = unixDay(base.text('date'));
  const group = rule.text('groupid') || rule.text('groupname');
  base.ignore('name', 'name_ex');
  const counts = {
    checkin_count: summary.text('checkin_count'),
    regular_work_sec: summary.text('regular_work_sec'),
    standard_work_sec: summary.text('standard_work_sec'),
    earliest: clockOf(summary.text('earliest_time')),
    // The API spells it so.
    latest: clockOf(summary.text('lastest_time')),
  };
  return {
    columns: {
      source,
      external_id: madeUpId('day', user, day, group),
      cadre_code: user,
      claimed_at: day,
      requirement_code: group === '' ? '' : `${source}:${group}`,
      kind: 'daily-summary',
      method: 'system',
    },
    extra: {
      ...Object.fromEntries(Object.entries(counts).filter(([, text]) => text !== '')),
      ...base.rest(),
      ...rule.rest(),
      ...summary.rest(),
      ...fields.rest(),
    },
    notices: ['summary'],
  };
}

export const WECOM_DAILY: VendorFormat = {
  format: 'wecom-daily',
  kind: 'checkins',
  source: 'wecom',
  path: 'datas',
  inArray: true,
  recognises: (record) => 'base_info' in record && 'summary_info' in record,
  mapper: (source) => (fields) => mapRecord(source, fields),
  notices: { summary: SUMMARY_NOTICE },
};
