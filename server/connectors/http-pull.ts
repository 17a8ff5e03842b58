/** Any endpoint that answers JSON or CSV: one page or many, everything or only what is new. */
import { createHash } from 'node:crypto';
import type { ConfigOf } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { FileProblem } from '../intake/file-problem.ts';
import { jsonElements, parseElement } from '../intake/formats/json-elements.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Checkpoint } from './connector.entity.ts';
import type { Answer, Call } from './outgoing.ts';
import { before, isGreater } from './overlap.ts';
import { Temporary } from './patience.ts';
import { Collected, type Pull, type PullTools } from './pull.ts';
import { cursorAt, type Json } from './vendor-account.ts';

type Config = ConfigOf<'http'>;

/** Where the next page is: a number, a cursor or an address. */
type Place = string | number | null;

interface HttpCheckpoint extends Checkpoint {
  /** Value of the `since` parameter of the next complete pull. */
  since?: string;
  /** Set while a pull of several pages is under way: where it goes on, and the greatest value so far. */
  at?: Place;
  high?: string;
  /** Digest of the last complete pull: when nothing changed there is no batch. */
  last?: string;
}

interface PageRead {
  /** As it goes into the file. */
  part: Buffer;
  records: number;
  high: string | undefined;
  next: Place;
}

const MOST_PAGES = 20_000;
const NOT_OURS = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect']);

export const httpPull = (name: string, config: Config): Pull =>
  async function* (from, tools) {
    const known = (from ?? {}) as HttpCheckpoint;
    const started = shanghaiTime(tools.now).slice(0, 19) + '+08:00';
    const since = known.since ?? config.since?.start;
    const collected = new Collected();
    const digest = createHash('sha256');
    const places = new Set<Place>();
    const file = `${name}/${started}.${config.answer === 'csv' ? 'csv' : 'ndjson'}`;
    let high = known.high;
    let csvHeader: string | undefined;
    for (let at: Place = known.at ?? firstPlace(config); ;) {
      if (places.has(at) || places.size >= MOST_PAGES) throw goingRound();
      places.add(at);
      const answer = await ask(config, tools, since, at);
      const page =
        config.answer === 'csv' ? readCsv(answer, config, at, csvHeader) : await readJson(answer, config, at);
      if (config.answer === 'csv' && page.records > 0) csvHeader ??= headerOf(answer.body);
      if (page.high !== undefined && (high === undefined || isGreater(page.high, high))) high = page.high;
      digest.update(page.part);
      collected.add(page.part, page.records);
      if (page.next === null) break;
      at = page.next;
      if (collected.isEnough) {
        yield collected.take(file, { ...(since === undefined ? {} : { since }), at, ...(high ? { high } : {}) });
        csvHeader = undefined;
      }
    }
    const last = digest.digest('hex');
    const next = config.since === undefined ? undefined : config.since.field === undefined ? started : (high ?? since);
    const step = collected.take(file, { ...(next === undefined ? {} : { since: next }), last });
    yield last === known.last && known.at === undefined ? { ...step, parts: [], records: 0 } : step;
  };

function firstPlace({ paging }: Config): Place {
  if (paging.by === 'page') return paging.first;
  return paging.by === 'offset' ? 0 : null;
}

async function ask(config: Config, tools: PullTools, since: string | undefined, at: Place): Promise<Answer> {
  const call = callOf(config, tools.secret, since, at);
  return tools.patience.insist(tools.signal, async () => {
    await tools.patience.turn(call.url.host, config.perMinute, tools.signal);
    const answer = await tools.outgoing.send(call);
    // Cut off where the sender did not say how long it is: asked for again, not loaded in part.
    if (config.answer === 'json') await requireWhole(answer);
    return answer;
  });
}

function callOf(config: Config, secret: string, since: string | undefined, at: Place): Call {
  const { paging } = config;
  // The next address of a link is for the same host: the allow-list is asked again all the same.
  const url = new URL(paging.by === 'link' && typeof at === 'string' ? at : config.url, config.url);
  const parameters: [string, string | number][] = [];
  if (config.since && since !== undefined && url.href === new URL(config.url).href)
    parameters.push([config.since.parameter, before(since, config.since.overlap)]);
  if (paging.by === 'page') parameters.push([paging.page, at as number], [paging.size, paging.records]);
  if (paging.by === 'offset') parameters.push([paging.offset, at as number], [paging.limit, paging.records]);
  if (paging.by === 'cursor' && at !== null) parameters.push([paging.cursor, at]);
  if (config.method === 'GET') for (const [key, value] of parameters) url.searchParams.set(key, String(value));
  const headers = Object.fromEntries(
    Object.entries(config.headers).filter(([key]) => !NOT_OURS.has(key.toLowerCase())),
  );
  const { auth } = config;
  if (auth.by === 'bearer') headers['Authorization'] = `Bearer ${secret}`;
  if (auth.by === 'basic')
    headers['Authorization'] = `Basic ${Buffer.from(`${auth.user}:${secret}`).toString('base64')}`;
  if (auth.by === 'header') headers[auth.name] = secret;
  return {
    method: config.method,
    url,
    headers,
    ...(config.method === 'POST'
      ? { body: JSON.stringify({ ...config.body, ...Object.fromEntries(parameters) }) }
      : {}),
  };
}

async function requireWhole({ body }: Answer): Promise<void> {
  try {
    for await (const _ of jsonElements([body.toString('utf8')], () => false));
  } catch (cause) {
    if (!(cause instanceof FileProblem)) throw cause;
    throw new Temporary({ zh: '回答的 JSON 不完整。', en: 'The JSON of the answer is incomplete.' }, { cause });
  }
}

/** One record a line, each as it came. */
async function readJson(answer: Answer, config: Config, at: Place): Promise<PageRead> {
  const text = answer.body.toString('utf8');
  const lines: string[] = [];
  let high: string | undefined;
  for await (const element of jsonElements([text], (path) => path === config.records)) {
    // Line breaks stand only between the tokens of JSON.
    lines.push(element.text.replace(/[\r\n]+/g, ' '));
    const value = config.since?.field === undefined ? undefined : parseElement(element.text)?.[config.since.field];
    const here = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    if (here !== undefined && here !== '' && (high === undefined || isGreater(here, high))) high = here;
  }
  return {
    part: Buffer.from(lines.map((line) => `${line}\n`).join('')),
    records: lines.length,
    high,
    next: nextPlace(config, answer, at, lines.length, () => JSON.parse(text) as Json),
  };
}

const headerOf = (body: Buffer): string => body.subarray(0, lineEnd(body)).toString('latin1').trim();
const lineEnd = (body: Buffer): number => (body.indexOf(10) === -1 ? body.length : body.indexOf(10) + 1);

/** Bytes as they came; the header of later pages, which must be that of the first, is left out. */
function readCsv(answer: Answer, config: Config, at: Place, header: string | undefined): PageRead {
  const { body } = answer;
  const end = lineEnd(body);
  const rest = body.subarray(end);
  // A line break inside quotes counts too many: one more page is asked for, none is left out.
  const records = rest
    .toString('latin1')
    .split('\n')
    .filter((line) => line.trim() !== '').length;
  if (header !== undefined && header !== headerOf(body))
    throw new Refusal(502, 'other-header', {
      zh: '后续页的 CSV 表头与第一页不同。',
      en: 'A later page of the CSV has another header than the first.',
    });
  const kept = header === undefined ? body : rest;
  const part = kept.length === 0 || kept.at(-1) === 10 ? kept : Buffer.concat([kept, Buffer.from('\n')]);
  return { part, records, high: undefined, next: nextPlace(config, answer, at, records, () => ({})) };
}

function nextPlace(config: Config, { headers }: Answer, at: Place, records: number, json: () => Json): Place {
  const { paging } = config;
  switch (paging.by) {
    case 'none':
      return null;
    case 'page':
      return records < paging.records ? null : (at as number) + 1;
    case 'offset':
      return records < paging.records ? null : (at as number) + records;
    case 'cursor':
      return cursorAt(json(), paging.next) || null;
    case 'link': {
      const header = /<([^<>]+)>\s*;[^,]*\brel="?next"?/i.exec(String(headers['link'] ?? ''))?.[1];
      const next = paging.next === undefined ? header : cursorAt(json(), paging.next);
      if (!next) return null;
      const url = new URL(next, config.url);
      if (url.origin === new URL(config.url).origin) return url.href;
      throw new Refusal(502, 'redirect', {
        zh: `下一页指向另一台主机 ${url.host},已拒绝。`,
        en: `The next page is on another host, ${url.host}; refused.`,
      });
    }
  }
}

const goingRound = (): Refusal =>
  new Refusal(502, 'endless-pages', {
    zh: '分页不会结束(同一页再次出现)。请检查分页设置。',
    en: 'The pages never end (one came again). Check the paging of the connector.',
  });
