/**
 * WeCom (企业微信): check-ins, machines, days, journals and approvals, as developer.work.weixin.qq.com documents them (96497,
 * 94126, 96498, 93393, 93394, 91982, 91983). A span of 30 days and 100 users a request; journals and approvals are lists of ids, then one detail each.
 */
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { isMakeUp } from '../intake/vendors/wecom-approval.ts';
import type { Pull, PullTools } from './pull.ts';
import { cursorAt, listAt, VendorAccount, type Json, type Verdict } from './vendor-account.ts';
import { inGroups, pullWindows, startOfDay, unixSeconds, type Page, type Window } from './vendor-windows.ts';

type Config = ConfigOf<'wecom'>;

/** The vendor allows 600 check-in requests a minute. */
const PER_MINUTE = 500;
const USERS_PER_REQUEST = 100;
const DAY_S = 86_400;
/** `filter_type`: by the time of the punch, not of its upload. */
const BY_PUNCH = 1;
const SPAN_DAYS = { checkin: 30, device: 30, daily: 30, journal: 7, approval: 7 } as const;
/** 40001 and 40014: not valid, 42001: expired. */
const TOKEN_CODES = new Set([40014, 42001]);
/** -1: busy; 45009: called too often; 45011: too often for the application; 45033: too many at once. */
const LATER_CODES = new Set([-1, 45009, 45011, 45033]);

function verdict(json: Json): Verdict {
  const code = Number(json['errcode'] ?? 0);
  if (code === 0) return 'ok';
  if (TOKEN_CODES.has(code)) return 'token';
  return LATER_CODES.has(code) ? 'later' : 'refused';
}

export function wecomAccount(config: Config, tools: PullTools): VendorAccount {
  const base = new URL(config.base ?? 'https://qyapi.weixin.qq.com');
  return new VendorAccount(
    {
      vendor: '企业微信 WeCom',
      base,
      perMinute: config.perMinute ?? PER_MINUTE,
      account: config.corpId,
      token: () => {
        const url = new URL('/cgi-bin/gettoken', base);
        url.searchParams.set('corpid', config.corpId);
        url.searchParams.set('corpsecret', tools.secret);
        return { method: 'GET', url };
      },
      tokenIn: (json) => json['access_token'],
      verdict,
      errorIn: (json) => `${String(json['errcode'])} ${String(json['errmsg'] ?? '')}`,
      signed: (call, token) => {
        call.url.searchParams.set('access_token', token);
        return call;
      },
    },
    tools,
  );
}

export const wecomPull =
  (name: string, config: Config): Pull =>
  (from, tools) => {
    const account = wecomAccount(config, tools);
    const pages = { checkin: checkins, device: devices, daily: days, journal: journals, approval: approvals }[
      config.data
    ];
    let users: Promise<string[]> | undefined;
    const plan = {
      name,
      since: config.since,
      overlapDays: config.overlapDays,
      spanDays: SPAN_DAYS[config.data],
      pages: (window: Window) => pages(account, window, () => (users ??= usersOf(config, account))),
    };
    return pullWindows(plan, from, tools);
  };

type Pages = (account: VendorAccount, window: Window, users: () => Promise<string[]>) => AsyncGenerator<Page>;

/** Everybody the application may see, when nobody is named. */
async function usersOf(config: Config, account: VendorAccount): Promise<string[]> {
  if (config.users) return config.users;
  const users = new Set<string>();
  for (let cursor = ''; ;) {
    const { json } = await account.ask('/cgi-bin/user/list_id', {}, { cursor, limit: 10_000 });
    for (const member of listAt(json, 'dept_user')) users.add(String((member as Json)['userid'] ?? ''));
    const next = cursorAt(json, 'next_cursor');
    if (next === '' || next === cursor) break;
    cursor = next;
  }
  users.delete('');
  if (users.size === 0)
    throw new Refusal(422, 'no-users', {
      zh: '企业微信没有返回任何成员:请检查应用的可见范围,或在连接器中列出成员。',
      en: 'WeCom named no members: check what the application may see, or list the members in the connector.',
    });
  return [...users];
}

const checkins: Pages = (account, { from, to }, users) =>
  ofPeople(account, users, 'checkindata', '/cgi-bin/checkin/getcheckindata', {
    opencheckindatatype: 3,
    starttime: unixSeconds(from),
    endtime: unixSeconds(to),
  });

const devices: Pages = (account, { from, to }, users) =>
  ofPeople(account, users, 'checkindata', '/cgi-bin/hardware/get_hardware_checkin_data', {
    filter_type: BY_PUNCH,
    starttime: unixSeconds(from),
    endtime: unixSeconds(to),
  });

/** Asked by midnights, both inclusive. The day that is not over is left to a later run: its summary is not what it will be. */
const days: Pages = async function* (account, { from, to }, users) {
  const starttime = unixSeconds(new Date(startOfDay(from.getTime())));
  const endtime = unixSeconds(new Date(startOfDay(to.getTime()))) - DAY_S;
  if (endtime < starttime) return;
  yield* ofPeople(account, users, 'datas', '/cgi-bin/checkin/getcheckin_daydata', { starttime, endtime });
};

/** What is asked for people by name, so many at once; `list` holds the records of an answer. */
async function* ofPeople(
  account: VendorAccount,
  users: () => Promise<string[]>,
  list: string,
  path: string,
  question: Json,
): AsyncGenerator<Page> {
  for (const useridlist of inGroups(await users(), USERS_PER_REQUEST)) {
    const { json, body } = await account.ask(path, {}, { ...question, useridlist });
    yield { body, records: listAt(json, list) };
  }
}

async function* journals(account: VendorAccount, { from, to }: Window): AsyncGenerator<Page> {
  for (let cursor = 0; ;) {
    const { json } = await account.ask(
      '/cgi-bin/oa/journal/get_record_list',
      {},
      { starttime: unixSeconds(from), endtime: unixSeconds(to), cursor, limit: 100 },
    );
    for (const uuid of listAt(json, 'journaluuid_list')) {
      const detail = await account.ask('/cgi-bin/oa/journal/get_record_detail', {}, { journaluuid: uuid });
      yield { body: detail.body, records: [detail.json['info']] };
    }
    const next = Number(json['next_cursor'] ?? 0);
    if (Number(json['endflag'] ?? 1) === 1 || next === cursor) return;
    cursor = next;
  }
}

async function* approvals(account: VendorAccount, { from, to }: Window): AsyncGenerator<Page> {
  for (let cursor = ''; ;) {
    const { json } = await account.ask(
      '/cgi-bin/oa/getapprovalinfo',
      {},
      { starttime: String(unixSeconds(from)), endtime: String(unixSeconds(to)), new_cursor: cursor, size: 100 },
    );
    for (const number of listAt(json, 'sp_no_list')) {
      const detail = await account.ask('/cgi-bin/oa/getapprovaldetail', {}, { sp_no: String(number) });
      const { info } = detail.json;
      // Make-up punches are check-ins, all others reports: each kind in a file of its own, so that none is refused.
      yield { body: detail.body, records: [info], file: isMakeUp((info ?? {}) as Json) ? '-makeup' : '' };
    }
    const next = cursorAt(json, 'new_next_cursor');
    if (next === '' || next === cursor) return;
    cursor = next;
  }
}
