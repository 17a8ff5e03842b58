/**
 * WeCom (企业微信) journal statistics: `oa/journal/get_stat_list`. Who had to report in a cycle, who did and who did not:
 * one task for every person and cycle. A cycle is issued when it begins and due when its counting ends.
 */
import { Fields, madeUpId, requirementOf, unixTime } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

function userOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null
    ? new Fields(value as Record<string, unknown>).first('userid', 'user', 'openuserid')
    : '';
}

function mapRecord(source: string, fields: Fields): VendorRow[] {
  const template = fields.text('template_id') || fields.text('template_name');
  const begin = fields.text('cycle_begin_time') || fields.text('stat_begin_time');
  const due = fields.text('stat_end_time') || fields.text('cycle_end_time');
  const name = fields.text('template_name');
  const task = (user: string, completed: string, journals: readonly string[]): VendorRow => ({
    columns: {
      source,
      external_id: madeUpId(template, begin, user),
      requirement_code: requirementOf(source, template),
      issued_at: unixTime(begin),
      cadre_code: user,
      due_at: unixTime(due),
      completed_at: unixTime(completed),
      status: completed === '' ? 'unreported' : 'reported',
      channel: 'journal',
    },
    extra: {
      ...(name === '' ? {} : { template_name: name }),
      ...(journals.length === 0 ? {} : { journals }),
    },
  });
  const reported = fields.objects('report_list').map((report) => {
    const items = new Fields(report).objects('itemlist').map((item) => new Fields(item));
    const times = items.map((item) => item.text('reporttime')).filter((time) => Number(time) > 0);
    const last = times.sort((a, b) => Number(a) - Number(b)).at(-1) ?? '';
    return task(userOf(report['user'] ?? report), last, items.map((item) => item.text('journaluuid')).filter(Boolean));
  });
  const missing = fields.objects('unreport_list').map((entry) => task(userOf(entry['user'] ?? entry), '', []));
  return [...reported, ...missing];
}

export const WECOM_JOURNAL_STATS: VendorFormat = {
  format: 'wecom-journal-stats',
  kind: 'tasks',
  source: 'wecom',
  path: 'stat_list',
  inArray: true,
  recognises: (record) => 'report_list' in record || 'unreport_list' in record,
  mapper: (source) => (fields) => mapRecord(source, fields),
};
