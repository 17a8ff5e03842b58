/**
 * DingTalk (钉钉): attendance records, sign-ins, logs and approvals of oapi.dingtalk.com. attendance/listRecord: 50 users and 7
 * days a request; checkin/record: 45 days, pages of 100; topapi/report/list: pages of 20 with a cursor;
 * topapi/processinstance/listids: the ids of one form, pages of 20, then one detail each.
 */
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import type { Pull, PullTools } from './pull.ts';
import { cursorAt, listAt, valueAt, VendorAccount, type Json, type Verdict } from './vendor-account.ts';
import { inGroups, localTime, pullWindows, type Page, type Window } from './vendor-windows.ts';

type Config = ConfigOf<'dingtalk'>;

/** Well below the vendor's 20 a second. */
const PER_MINUTE = 600;
const USERS_PER_REQUEST = 50;
const CHECKINS_PER_PAGE = 100;
const REPORTS_PER_PAGE = 20;
const APPROVALS_PER_PAGE = 20;
const SPAN_DAYS = { attendance: 7, checkin: 7, report: 7, approval: 7 } as const;
const TOKEN_CODES = new Set([40014, 42001]);
/** -1: busy; 88 with these sub codes, and 90002 to 90018: called too often. */
const isTooOften = (code: number): boolean => code === -1 || code === 45009 || (code >= 90_002 && code <= 90_018);

function verdict(json: Json): Verdict {
  const code = Number(json['errcode'] ?? 0);
  if (code === 0) return 'ok';
  const sub = Number(json['sub_code'] ?? 0);
  if (TOKEN_CODES.has(code) || TOKEN_CODES.has(sub)) return 'token';
  return isTooOften(code) || isTooOften(sub) ? 'later' : 'refused';
}

export function dingtalkAccount(config: Config, tools: PullTools): VendorAccount {
  const base = new URL(config.base ?? 'https://oapi.dingtalk.com');
  return new VendorAccount(
    {
      vendor: '钉钉 DingTalk',
      base,
      perMinute: config.perMinute ?? PER_MINUTE,
      account: config.appKey,
      token: () => {
        const url = new URL('/gettoken', base);
        url.searchParams.set('appkey', config.appKey);
        url.searchParams.set('appsecret', tools.secret);
        return { method: 'GET', url };
      },
      tokenIn: (json) => json['access_token'],
      verdict,
      errorIn: (json) =>
        [json['errcode'], json['errmsg'], json['sub_code'], json['sub_msg']]
          .filter((part) => part !== undefined)
          .map(String)
          .join(' '),
      signed: (call, token) => {
        call.url.searchParams.set('access_token', token);
        return call;
      },
    },
    tools,
  );
}

export const dingtalkPull =
  (name: string, config: Config): Pull =>
  (from, tools) => {
    const account = dingtalkAccount(config, tools);
    const pages = { attendance, checkin: signIns, report: reports, approval: approvals }[config.data];
    return pullWindows(
      {
        name,
        since: config.since,
        overlapDays: config.overlapDays,
        spanDays: SPAN_DAYS[config.data],
        pages: (window) => pages(account, window, config),
      },
      from,
      tools,
    );
  };

async function* attendance(account: VendorAccount, { from, to }: Window, { users }: Config): AsyncGenerator<Page> {
  if (!users)
    throw new Refusal(422, 'no-users', {
      zh: '钉钉考勤按成员查询:请在连接器中列出成员 userId。',
      en: 'DingTalk is asked for attendance by member: list their userIds in the connector.',
    });
  for (const userIds of inGroups(users, USERS_PER_REQUEST)) {
    const { json, body } = await account.ask(
      '/attendance/listRecord',
      {},
      { userIds, checkDateFrom: localTime(from), checkDateTo: localTime(to), isI18n: false },
    );
    yield { body, records: listAt(json, 'recordresult') };
  }
}

async function* signIns(account: VendorAccount, { from, to }: Window, { department }: Config): AsyncGenerator<Page> {
  for (let offset = 0; ; offset += CHECKINS_PER_PAGE) {
    const { json, body } = await account.ask('/checkin/record', {
      department_id: String(department),
      start_time: String(from.getTime()),
      end_time: String(to.getTime()),
      offset: String(offset),
      size: String(CHECKINS_PER_PAGE),
      order: 'asc',
    });
    const records = listAt(json, 'data');
    yield { body, records };
    if (records.length < CHECKINS_PER_PAGE) return;
  }
}

async function* reports(account: VendorAccount, { from, to }: Window): AsyncGenerator<Page> {
  for (let cursor = '0'; ;) {
    const { json, body } = await account.ask(
      '/topapi/report/list',
      {},
      { start_time: from.getTime(), end_time: to.getTime(), cursor: Number(cursor), size: REPORTS_PER_PAGE },
    );
    yield { body, records: listAt(json, 'result.data_list') };
    const next = cursorAt(json, 'result.next_cursor');
    if (valueAt(json, 'result.has_more') !== true || next === '' || next === cursor) return;
    cursor = next;
  }
}

async function* approvals(account: VendorAccount, { from, to }: Window, { processCode }: Config): AsyncGenerator<Page> {
  if (processCode === undefined)
    throw new Refusal(422, 'no-process-code', {
      zh: '钉钉审批需要审批模板编码(processCode)。',
      en: 'DingTalk approvals need the code of their form (processCode).',
    });
  for (let cursor = '0'; ;) {
    const { json } = await account.ask(
      '/topapi/processinstance/listids',
      {},
      {
        process_code: processCode,
        start_time: from.getTime(),
        end_time: to.getTime(),
        size: APPROVALS_PER_PAGE,
        cursor: Number(cursor),
      },
    );
    for (const id of listAt(json, 'result.list')) {
      const detail = await account.ask('/topapi/processinstance/get', {}, { process_instance_id: String(id) });
      yield { body: detail.body, records: [detail.json['process_instance']] };
    }
    const next = cursorAt(json, 'result.next_cursor');
    if (next === '' || next === cursor) return;
    cursor = next;
  }
}
