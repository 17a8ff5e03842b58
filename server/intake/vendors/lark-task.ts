/**
 * Lark (飞书) task v2: `task/v2/tasks`. Times are milliseconds in text. A task of several assignees is one task for each:
 * the work is each person's.
 */
import { Fields, madeUpId, requirementOf, unixTime } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

function mapRecord(source: string, fields: Fields): VendorRow[] {
  const guid = fields.text('guid');
  const due = fields.child('due');
  const lists = fields.objects('tasklists').map((list) => new Fields(list).first('tasklist_guid', 'guid'));
  const creator = fields.child('creator').text('id');
  const done = new Map(
    fields.objects('assignee_related').map((related) => {
      const one = new Fields(related);
      return [one.text('id'), one.text('completed_at')] as const;
    }),
  );
  const assignees = fields
    .objects('members')
    .map((member) => new Fields(member))
    .filter((member) => member.text('role') === 'assignee' && (member.text('type') || 'user') === 'user')
    .map((member) => member.text('id'));
  const people = assignees.length > 0 ? assignees : [creator];
  const completed = fields.text('completed_at');
  const dueAt = unixTime(due.text('timestamp'));
  const wholeDay = due.text('is_all_day') === 'true';
  const photos = fields.objects('attachments').length;
  const status = fields.text('status');
  const created = fields.text('created_at');
  const parent = fields.text('parent_task_guid');
  const extra = { ...(photos === 0 ? {} : { attachments: photos }), ...fields.rest() };
  return people.map((person) => {
    const own = done.get(person) ?? '';
    const finished = [own, completed].find((time) => Number(time) > 0) ?? '';
    return {
      columns: {
        source,
        external_id: people.length > 1 ? madeUpId(guid, person) : guid,
        requirement_code: lists[0] ? requirementOf(source, lists[0]) : `${source}:task`,
        issued_at: unixTime(created),
        cadre_code: person,
        due_at: wholeDay ? dueAt.slice(0, 10) : dueAt,
        completed_at: unixTime(finished),
        status: status || (finished === '' ? 'todo' : 'done'),
        channel: 'task',
        origin: creator,
        parent_external_id: parent,
      },
      extra,
      notices: assignees.length > 0 ? [] : ['creator'],
    };
  });
}

const common = {
  format: 'lark-task',
  kind: 'tasks',
  source: 'lark',
  recognises: (record: Record<string, unknown>) => 'guid' in record && 'summary' in record && 'created_at' in record,
  mapper: (source: string) => (fields: Fields) => mapRecord(source, fields),
  notices: {
    creator: {
      zh: '{n} 个任务没有负责人,记在创建人名下',
      en: '{n} tasks have no assignee; recorded under their creator',
    },
  },
} as const;

export const LARK_TASK: VendorFormat = { ...common, path: 'data.task', inArray: false };
export const LARK_TASKS: VendorFormat = { ...common, path: 'data.items', inArray: true };
