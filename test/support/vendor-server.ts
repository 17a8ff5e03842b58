/**
 * Servers that speak as WeCom, DingTalk and Lark document it: tokens, spans, pages and error codes. A request beyond a
 * documented limit is noted in `violations`. `faults` are used up one a request, tokens not counted.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { VendorDocuments } from './vendor-documents.ts';

/**
 * expired: 42001 · invalid: 40014 · limit: 45009 and its like · 429 with Retry-After · 500 · truncated: the body ends in the
 * middle · reset: the connection breaks · slow: answers late
 */
export type Fault = 'expired' | 'invalid' | 'limit' | '429' | '500' | 'truncated' | 'reset' | 'slow' | 'none';

export interface Punch {
  user: string;
  /** Seconds. */
  at: number;
}

type Json = Record<string, unknown>;

export class VendorServer {
  readonly violations: string[] = [];
  readonly requests: { path: string; at: number; body: Json }[] = [];
  faults: Fault[] = [];
  punches: Punch[] = [];
  reports: { id: string; user: string; at: number }[] = [];
  /** Journals, approvals and shifts. */
  readonly documents = new VendorDocuments((what, value, most) => this.limit(what, value, most));
  /** Before each answer, ms. */
  delay = 0;
  secret = 'the right secret';
  tokens = 0;
  private server: Server | undefined;

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  stop(): Promise<void> {
    this.server!.closeAllConnections();
    return new Promise((resolve) => this.server!.close(() => resolve()));
  }

  /** Requests for data of one path. */
  asked(path: string): number {
    return this.requests.filter((request) => request.path === path).length;
  }

  private get token(): string {
    return `token-${this.tokens}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = text === '' ? {} : (JSON.parse(text) as Json);
    const query = Object.fromEntries(url.searchParams);
    const issued = this.issueToken(url.pathname, query, body);
    if (issued) return send(response, issued);
    const lark = url.pathname.startsWith('/open-apis/');
    this.requests.push({ path: url.pathname, at: Date.now(), body: { ...query, ...body } });
    if (this.delay > 0) await sleep(this.delay);
    const fault = this.faults.shift() ?? 'none';
    const given = lark ? request.headers.authorization?.replace('Bearer ', '') : query['access_token'];
    const error = (errcode: number, code: number): Json =>
      lark ? { code, msg: 'an error of the test' } : { errcode, errmsg: 'an error of the test' };
    if (fault === 'expired') this.tokens += 1;
    if (fault === 'invalid') return send(response, error(40014, 99991663));
    if (fault === 'limit') return send(response, error(45009, 99991400));
    if (fault === '429') return send(response, {}, 429, { 'Retry-After': '1' });
    if (fault === '500') return send(response, {}, 500);
    if (fault === 'reset') return void response.destroy();
    if (fault === 'slow') await sleep(300);
    if (given !== this.token || fault === 'expired') return send(response, error(42001, 99991677));
    const answer = this.data(url.pathname, query, body);
    if (!answer) return send(response, error(60011, 99991672), 200);
    const whole = JSON.stringify(answer);
    if (fault !== 'truncated') return send(response, answer);
    // Chunked, so that no length gives it away.
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(whole.slice(0, Math.floor(whole.length / 2)));
  }

  private issueToken(path: string, query: Record<string, string>, body: Json): Json | undefined {
    const secrets: Record<string, unknown> = {
      '/cgi-bin/gettoken': query['corpsecret'],
      '/gettoken': query['appsecret'],
      '/open-apis/auth/v3/tenant_access_token/internal': body['app_secret'],
    };
    if (!(path in secrets)) return undefined;
    const lark = path.startsWith('/open-apis/');
    if (secrets[path] !== this.secret)
      return lark ? { code: 10014, msg: 'app secret invalid' } : { errcode: 40001, errmsg: 'invalid credential' };
    this.tokens += 1;
    return lark
      ? { code: 0, msg: 'ok', tenant_access_token: this.token, expire: 7200 }
      : { errcode: 0, errmsg: 'ok', access_token: this.token, expires_in: 7200 };
  }

  private data(path: string, query: Record<string, string>, body: Json): Json | undefined {
    switch (path) {
      case '/cgi-bin/user/list_id':
        return this.wecomMembers(body);
      case '/cgi-bin/checkin/getcheckindata':
        return this.wecomCheckins(body);
      case '/attendance/listRecord':
        return this.dingtalkAttendance(body);
      case '/checkin/record':
        return this.dingtalkSignIns(query);
      case '/topapi/report/list':
        return this.dingtalkReports(body);
      case '/open-apis/attendance/v1/user_flows/query':
        return this.larkFlows(body);
      default:
        return this.documents.data(path, query, body);
    }
  }

  private within(from: number, to: number, users?: readonly string[]): Punch[] {
    return this.punches
      .filter(({ user, at }) => at >= from && at <= to && (!users || users.includes(user)))
      .sort((a, b) => a.at - b.at);
  }

  private limit(what: string, value: number, most: number): void {
    if (value > most) this.violations.push(`${what}: ${value} > ${most}`);
  }

  private wecomMembers({ cursor, limit }: Json): Json {
    this.limit('list_id limit', Number(limit), 10_000);
    const users = [...new Set(this.punches.map(({ user }) => user))].sort();
    const at = Number(cursor || 0);
    const page = users.slice(at, at + 2);
    const next = at + 2 < users.length ? String(at + 2) : '';
    return {
      errcode: 0,
      errmsg: 'ok',
      next_cursor: next,
      dept_user: page.map((userid) => ({ userid, department: 1 })),
    };
  }

  private wecomCheckins({ starttime, endtime, useridlist }: Json): Json {
    const users = useridlist as string[];
    this.limit('getcheckindata users', users.length, 100);
    this.limit('getcheckindata span', Number(endtime) - Number(starttime), 30 * 86_400);
    const checkindata = this.within(Number(starttime), Number(endtime), users).map(({ user, at }) => ({
      userid: user,
      groupid: 1,
      groupname: '打卡一组',
      checkin_type: '外出打卡',
      exception_type: '',
      checkin_time: at,
      lat: 30547645,
      lng: 104063236,
      deviceid: `device-${user}`,
      mediaids: [],
    }));
    return { errcode: 0, errmsg: 'ok', checkindata };
  }

  private dingtalkAttendance({ userIds, checkDateFrom, checkDateTo }: Json): Json {
    const users = userIds as string[];
    const seconds = (text: unknown): number => Date.parse(`${String(text).replace(' ', 'T')}+08:00`) / 1000;
    this.limit('listRecord users', users.length, 50);
    this.limit('listRecord span', seconds(checkDateTo) - seconds(checkDateFrom), 7 * 86_400);
    const recordresult = this.within(seconds(checkDateFrom), seconds(checkDateTo), users).map(({ user, at }) => ({
      id: Number(`${at}${user.replace(/\D/g, '')}`),
      userId: user,
      groupId: 685935028,
      userCheckTime: at * 1000,
      gmtCreate: at * 1000 + 500,
      checkType: 'OnDuty',
      sourceType: 'USER',
      locationMethod: 'MAP',
      userLatitude: 30.285413,
      userLongitude: 120.017139,
    }));
    return { errcode: 0, errmsg: 'ok', recordresult };
  }

  private dingtalkSignIns({ start_time, end_time, offset, size }: Record<string, string>): Json {
    this.limit('checkin/record size', Number(size), 100);
    this.limit('checkin/record span', (Number(end_time) - Number(start_time)) / 1000, 45 * 86_400);
    const data = this.within(Number(start_time) / 1000, Number(end_time) / 1000)
      .slice(Number(offset), Number(offset) + Number(size))
      .map(({ user, at }) => ({
        userId: user,
        name: '张三',
        timestamp: at * 1000,
        place: '朱沱镇',
        detailPlace: '重庆市永川区朱沱镇四望山村',
        remark: '入户走访',
        latitude: '29.0301',
        longitude: '105.8502',
        imageList: [],
      }));
    return { errcode: 0, errmsg: 'ok', data };
  }

  private dingtalkReports({ start_time, end_time, cursor, size }: Json): Json {
    this.limit('report/list size', Number(size), 20);
    const all = this.reports.filter(({ at }) => at * 1000 >= Number(start_time) && at * 1000 <= Number(end_time));
    const page = all.slice(Number(cursor), Number(cursor) + Number(size));
    const next = Number(cursor) + page.length;
    const data_list = page.map(({ id, user, at }) => ({
      report_id: id,
      template_name: '网格日志',
      creator_id: user,
      creator_name: '张三',
      create_time: at * 1000,
      modified_time: at * 1000,
      contents: [{ sort: '0', type: '1', key: '今日走访户数', value: '5' }],
      images: [],
    }));
    return {
      errcode: 0,
      errmsg: 'ok',
      result: { has_more: next < all.length, next_cursor: next, size: page.length, data_list },
    };
  }

  private larkFlows({ user_ids, check_time_from, check_time_to }: Json): Json {
    const users = user_ids as string[];
    this.limit('user_flows users', users.length, 50);
    const user_flow_results = this.within(Number(check_time_from), Number(check_time_to), users).map(
      ({ user, at }) => ({
        user_id: user,
        creator_id: user,
        location_name: '西溪八方城',
        check_time: String(at),
        record_id: `${user}-${at}`,
        longitude: 105.8502,
        latitude: 29.0301,
        is_field: true,
        is_wifi: false,
        type: 0,
        photo_urls: [],
        check_result: 'Normal',
        create_time: String(at + 1),
      }),
    );
    return { code: 0, msg: 'success', data: { user_flow_results } };
  }
}

function send(response: ServerResponse, body: Json, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
