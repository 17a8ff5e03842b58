/**
 * Lark (飞书): check-in flows, attendance results and approval instances. 50 users a request; approvals are pages of ids, then
 * one detail each. The application acts as itself (tenant_access_token), so tasks, which need a person's own token, are not
 * pulled: export them.
 */
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Pull, PullTools } from './pull.ts';
import { cursorAt, listAt, valueAt, VendorAccount, type Json, type Verdict } from './vendor-account.ts';
import { inGroups, pullWindows, unixSeconds, type Page, type Window } from './vendor-windows.ts';

type Config = ConfigOf<'lark'>;

const PER_MINUTE = 100;
const USERS_PER_REQUEST = 50;
const SPAN_DAYS = 7;
/** Missing, invalid or expired token. */
const TOKEN_CODES = new Set([99991661, 99991663, 99991664, 99991668, 99991677]);
/** Called too often. */
const LATER_CODES = new Set([99991400, 1061045]);

function verdict(json: Json): Verdict {
  const code = Number(json['code'] ?? 0);
  if (code === 0) return 'ok';
  if (TOKEN_CODES.has(code)) return 'token';
  return LATER_CODES.has(code) ? 'later' : 'refused';
}

export function larkAccount(config: Config, tools: PullTools): VendorAccount {
  const base = new URL(config.base ?? 'https://open.feishu.cn');
  return new VendorAccount(
    {
      vendor: '飞书 Lark',
      base,
      perMinute: config.perMinute ?? PER_MINUTE,
      account: config.appId,
      token: () => ({
        method: 'POST',
        url: new URL('/open-apis/auth/v3/tenant_access_token/internal', base),
        body: JSON.stringify({ app_id: config.appId, app_secret: tools.secret }),
      }),
      tokenIn: (json) => json['tenant_access_token'],
      verdict,
      errorIn: (json) => `${String(json['code'])} ${String(json['msg'] ?? '')}`,
      signed: (call, token) => ({ ...call, headers: { ...call.headers, Authorization: `Bearer ${token}` } }),
    },
    tools,
  );
}

export const larkPull = (name: string, config: Config): Pull =>
  async function* (from, tools) {
    const account = larkAccount(config, tools);
    const pages = { attendance: flows, 'attendance-results': results, approval: approvals }[config.data];
    const unseen = new Set<string>();
    yield* pullWindows(
      {
        name,
        since: config.since,
        overlapDays: config.overlapDays,
        spanDays: SPAN_DAYS,
        pages: (window) => pages(account, window, config, unseen),
      },
      from,
      tools,
    );
    if (unseen.size > 0) throw notSeen(unseen);
  };

/** Their rows are left out without an error: said once everybody else's are loaded. */
function notSeen(unseen: ReadonlySet<string>): Refusal {
  const some = [...unseen].slice(0, 20).join(', ');
  return new Refusal(422, 'users-not-visible', {
    zh: `其余成员已取到;飞书不返回这 ${unseen.size} 名成员的考勤(不存在或应用无权限):${some}。请更正成员名单或应用的权限范围。`,
    en: `Everybody else's rows are loaded; Lark returns none of these ${unseen.size} members (unknown, or not visible to the application): ${some}. Correct the list of members or what the application may see.`,
  });
}

function noteUnseen(json: Json, unseen: Set<string>): void {
  for (const list of ['data.invalid_user_ids', 'data.unauthorized_user_ids'])
    for (const id of listAt(json, list)) unseen.add(String(id));
}

function usersOf({ users }: Config): string[] {
  if (users) return users;
  throw new Refusal(422, 'no-users', {
    zh: '飞书考勤按成员查询:请在连接器中列出成员。',
    en: 'Lark is asked for attendance by member: list them in the connector.',
  });
}

async function* flows(
  account: VendorAccount,
  { from, to }: Window,
  config: Config,
  unseen: Set<string>,
): AsyncGenerator<Page> {
  for (const user_ids of inGroups(usersOf(config), USERS_PER_REQUEST)) {
    const { json, body } = await account.ask(
      '/open-apis/attendance/v1/user_flows/query',
      { employee_type: config.employeeType },
      { user_ids, check_time_from: String(unixSeconds(from)), check_time_to: String(unixSeconds(to)) },
    );
    noteUnseen(json, unseen);
    yield { body, records: listAt(json, 'data.user_flow_results') };
  }
}

async function* results(
  account: VendorAccount,
  { from, to }: Window,
  config: Config,
  unseen: Set<string>,
): AsyncGenerator<Page> {
  const day = (date: Date): number => Number(shanghaiTime(date).slice(0, 10).replaceAll('-', ''));
  for (const user_ids of inGroups(usersOf(config), USERS_PER_REQUEST)) {
    const { json, body } = await account.ask(
      '/open-apis/attendance/v1/user_tasks/query',
      { employee_type: config.employeeType },
      { user_ids, check_date_from: day(from), check_date_to: day(to) },
    );
    noteUnseen(json, unseen);
    yield { body, records: listAt(json, 'data.user_task_results') };
  }
}

async function* approvals(account: VendorAccount, { from, to }: Window, config: Config): AsyncGenerator<Page> {
  if (config.approvalCode === undefined)
    throw new Refusal(422, 'no-approval-code', {
      zh: '飞书审批需要审批定义编码(approvalCode)。',
      en: 'Lark approvals need the code of their definition (approvalCode).',
    });
  for (let token = ''; ;) {
    const { json } = await account.ask('/open-apis/approval/v4/instances', {
      approval_code: config.approvalCode,
      start_time: String(from.getTime()),
      end_time: String(to.getTime()),
      page_size: '100',
      ...(token === '' ? {} : { page_token: token }),
    });
    for (const code of listAt(json, 'data.instance_code_list')) {
      const detail = await account.ask(`/open-apis/approval/v4/instances/${encodeURIComponent(String(code))}`, {});
      yield { body: detail.body, records: [detail.json['data']] };
    }
    const next = cursorAt(json, 'data.page_token');
    if (valueAt(json, 'data.has_more') !== true || next === '' || next === token) return;
    token = next;
  }
}
