/** DingTalk (钉钉) to-dos: `todoCards` of the v1.0 API (milliseconds) and `workrecord/getbyuserid` of the old one. */
import type { Envelope } from '../formats/json-scanner.ts';
import { Fields, unixTime } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

const PRIORITIES: Record<string, string> = { '10': 'low', '20': 'normal', '30': 'urgent', '40': 'very-urgent' };

function mapCard(source: string, fields: Fields): VendorRow {
  const done = fields.text('isDone') === 'true';
  const modified = fields.text('modifiedTime');
  const creator = fields.text('creatorId');
  const people = fields.list('executorIds');
  const subject = fields.text('subject');
  const priority = fields.text('priority');
  // The card says that it is done, not when: its last change is the nearest there is.
  const finished = fields.text('finishTime') || (done ? modified : '');
  return {
    columns: {
      source,
      external_id: fields.first('taskId', 'id'),
      requirement_code: `${source}:todo`,
      issued_at: unixTime(fields.text('createdTime')),
      cadre_code: fields.text('userId') || (people[0] ?? creator),
      due_at: unixTime(fields.text('dueTime')),
      completed_at: unixTime(finished),
      status: done ? 'done' : 'open',
      channel: 'todo',
      origin: creator,
    },
    extra: {
      ...(subject === '' ? {} : { subject }),
      ...(priority === '' ? {} : { priority: PRIORITIES[priority] ?? priority }),
      ...(people.length > 1 ? { executorIds: people } : {}),
      ...fields.rest(),
    },
    notices: people.length > 0 || fields.has('userId') ? [] : ['creator'],
  };
}

function mapWorkRecord(source: string, fields: Fields, envelope: Envelope = {}): VendorRow {
  const title = fields.text('title');
  const forms = fields
    .objects('forms')
    .map((form) => new Fields(form))
    .map((form) => [form.text('title'), form.text('content')] as const);
  return {
    columns: {
      source,
      external_id: fields.text('record_id'),
      requirement_code: `${source}:workrecord`,
      issued_at: unixTime(fields.text('create_time')),
      // The answer is one person's; who is named only in the request, which whoever saved it may have kept beside it.
      cadre_code: fields.text('userid') || (envelope['userid'] ?? ''),
      status: 'open',
      channel: 'todo',
    },
    extra: { ...(title === '' ? {} : { title }), ...Object.fromEntries(forms), ...fields.rest() },
  };
}

export const DINGTALK_TODO: VendorFormat = {
  format: 'dingtalk-todo',
  kind: 'tasks',
  source: 'dingtalk',
  path: 'todoCards',
  inArray: true,
  recognises: (record) => ('taskId' in record || 'id' in record) && 'subject' in record && 'createdTime' in record,
  mapper: (source) => (fields) => mapCard(source, fields),
  notices: {
    creator: {
      zh: '{n} 条待办没有执行人,记在创建人名下',
      en: '{n} to-dos name no executor; recorded under their creator',
    },
  },
};

export const DINGTALK_WORK_RECORD: VendorFormat = {
  format: 'dingtalk-workrecord',
  kind: 'tasks',
  source: 'dingtalk',
  path: 'records.list',
  inArray: true,
  recognises: (record) => 'record_id' in record && 'create_time' in record && 'title' in record,
  mapper: (source) => (fields, envelope) => mapWorkRecord(source, fields, envelope),
};
