/** Connectors: what is pulled from where and when. Conventions as in contract.ts. Secrets go in and never come out. */
import { z } from 'zod';
import { code, words } from './contract.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const userId = z.string().min(1).max(100);
const day = z.iso.date();
const host = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[\w.-]+$|^[0-9a-fA-F:]+$/);
const port = z.number().int().min(1).max(65_535);
/** Kinds of facts, mapping and source of what is loaded, as for an upload. */
const loading = {
  source: code.optional(),
  as: z.string().max(50).optional(),
  mapping: z.string().max(100).optional(),
  encoding: z.string().max(40).optional(),
  /** Of coordinates that do not say it themselves. */
  crs: z.enum(['wgs84', 'gcj02', 'bd09']).optional(),
};
/** What the vendors' programming interfaces have in common. */
const vendor = {
  ...loading,
  /** First day pulled, in China time. */
  since: day,
  /** Days before the checkpoint that are asked for again: punches made offline arrive late. Known rows are duplicates. */
  overlapDays: z.number().int().min(0).max(30).default(1),
  /** Address in front of the paths, for a private edition: https://HOST[:PORT]. */
  base: z.url({ protocol: /^https?$/ }).optional(),
  /** Requests a minute; the vendor's own limit when absent. */
  perMinute: z.number().int().min(1).max(6_000).optional(),
};

const Wecom = z.strictObject({
  kind: z.literal('wecom'),
  /** device: punches at machines; daily: the system's summary of each whole day. */
  data: z.enum(['checkin', 'device', 'daily', 'journal', 'approval']),
  corpId: z.string().min(1).max(100),
  /** Whose check-ins; everybody the application may see when absent. */
  users: z.array(userId).min(1).max(20_000).optional(),
  ...vendor,
});
const Dingtalk = z.strictObject({
  kind: z.literal('dingtalk'),
  data: z.enum(['attendance', 'checkin', 'report', 'approval']),
  appKey: z.string().min(1).max(100),
  /** attendance: whose. */
  users: z.array(userId).min(1).max(20_000).optional(),
  /** checkin: of this department and those below. 1 is the whole organisation. */
  department: z.number().int().min(1).default(1),
  /** approval: of which form. */
  processCode: z.string().max(100).optional(),
  ...vendor,
});
const Lark = z.strictObject({
  kind: z.literal('lark'),
  data: z.enum(['attendance', 'attendance-results', 'approval']),
  appId: z.string().min(1).max(100),
  users: z.array(userId).min(1).max(20_000).optional(),
  employeeType: z.enum(['employee_id', 'employee_no']).default('employee_id'),
  /** approval: which definition. */
  approvalCode: z.string().max(100).optional(),
  ...vendor,
});

const Paging = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('none') }),
  /** `?page=1&size=500` until a page has fewer records. */
  z.strictObject({
    by: z.literal('page'),
    page: z.string().max(50).default('page'),
    size: z.string().max(50).default('size'),
    records: z.number().int().min(1).max(10_000).default(500),
    first: z.number().int().min(0).max(1).default(1),
  }),
  z.strictObject({
    by: z.literal('offset'),
    offset: z.string().max(50).default('offset'),
    limit: z.string().max(50).default('limit'),
    records: z.number().int().min(1).max(10_000).default(500),
  }),
  /** The answer names the next cursor, e.g. at `data.next_cursor`; empty or absent ends it. */
  z.strictObject({ by: z.literal('cursor'), cursor: z.string().max(50), next: z.string().max(200) }),
  /** The answer names the next address, in its `Link: <...>; rel="next"` header or at this path of its body. */
  z.strictObject({ by: z.literal('link'), next: z.string().max(200).optional() }),
]);

const Http = z.strictObject({
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
  method: z.enum(['GET', 'POST']).default('GET'),
  /** JSON body of a POST. */
  body: z.record(z.string().max(100), z.unknown()).optional(),
  headers: z.record(z.string().regex(/^[\w-]{1,100}$/), z.string().max(1_000)).default({}),
  /** How the secret is sent: `Authorization: Bearer ...`, as user and password, or in a header of that name. */
  auth: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('none') }),
      z.strictObject({ by: z.literal('bearer') }),
      z.strictObject({ by: z.literal('basic'), user: z.string().min(1).max(200) }),
      z.strictObject({ by: z.literal('header'), name: z.string().regex(/^[\w-]{1,100}$/) }),
    ])
    .default({ by: 'none' }),
  answer: z.enum(['json', 'csv']),
  /** Keys from the root to the list of records, joined by dots; empty when the answer is the list. JSON only. */
  records: z.string().max(200).default(''),
  paging: Paging.default({ by: 'none' }),
  /** Only what is new: a parameter of the address that takes the newest value of a field, or the time of the last pull. */
  since: z
    .strictObject({
      parameter: z.string().min(1).max(50),
      /** Field of a record whose greatest value is the checkpoint; absent: the time of the last pull. */
      field: z.string().min(1).max(100).optional(),
      start: z.string().max(100),
      /** Asked for again before the checkpoint: seconds for times, units for whole numbers. */
      overlap: z
        .number()
        .int()
        .min(0)
        .max(31 * 86_400)
        .default(0),
    })
    .optional(),
  perMinute: z.number().int().min(1).max(6_000).default(60),
  ...loading,
});

const sql = {
  kind: z.literal('sql'),
  /** One SELECT without a semicolon; it is wrapped, ordered and cut into pages. */
  query: z
    .string()
    .min(1)
    .max(20_000)
    .regex(/^\s*(select|with)\b[^;]*$/i),
  /** Column that only grows: a number or a time. */
  cursor: z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,62}$/u),
  /** Column that tells rows with the same cursor apart; not needed when the cursor is unique. */
  key: z
    .string()
    .regex(/^[\p{L}_][\p{L}\p{N}_]{0,62}$/u)
    .optional(),
  /** Asked for again before the checkpoint: seconds for times, units for numbers. */
  overlap: z
    .number()
    .int()
    .min(0)
    .max(31 * 86_400)
    .default(0),
  ...loading,
};
const server = { host, port: port.optional(), database: z.string().min(1).max(100), user: z.string().min(1).max(100) };
const Sql = z.discriminatedUnion('driver', [
  z.strictObject({ ...sql, driver: z.literal('postgres'), ...server, tls: z.boolean().default(true) }),
  z.strictObject({ ...sql, driver: z.literal('mysql'), ...server, tls: z.boolean().default(true) }),
  /** A file in the folder that HENJIAN_CONNECTOR_FILES names. */
  z.strictObject({ ...sql, driver: z.literal('sqlite'), file: z.string().min(1).max(1_000) }),
]);

export const ConnectorConfig = z.union([z.discriminatedUnion('kind', [Wecom, Dingtalk, Lark, Http]), Sql]);
export type ConnectorConfig = z.infer<typeof ConnectorConfig>;
export type ConfigOf<K extends ConnectorConfig['kind']> = Extract<ConnectorConfig, { kind: K }>;

/** Every so many minutes, or every day at a time of China. */
export const ConnectorSchedule = z.union([
  z.strictObject({ everyMinutes: z.number().int().min(5).max(10_080) }),
  z.strictObject({ dailyAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
]);
export type ConnectorSchedule = z.infer<typeof ConnectorSchedule>;

/** Body of PUT connectors/{name}. A secret that is left out stays as it was. */
export const ConnectorOrder = z.strictObject({
  config: ConnectorConfig,
  schedule: ConnectorSchedule.nullable().default(null),
  enabled: z.boolean().default(true),
  secret: z.string().min(1).max(4_000).optional(),
  /** The next run asks for everything again; rows that are known are duplicates. */
  fromStart: z.boolean().default(false),
});
export type ConnectorOrder = z.infer<typeof ConnectorOrder>;
export const ConnectorName = name;

export const ConnectorRun = z.object({
  id: z.number(),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  startedBy: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  receipts: z.array(z.number()),
  requests: z.number(),
  records: z.number(),
  problem: words.nullable(),
});
export type ConnectorRun = z.infer<typeof ConnectorRun>;
export const Connector = z.object({
  name: z.string(),
  config: ConnectorConfig,
  schedule: ConnectorSchedule.nullable(),
  enabled: z.boolean(),
  hasSecret: z.boolean(),
  /** `attention`: the last run failed. */
  state: z.enum(['never-run', 'running', 'waiting', 'off', 'attention']),
  /** How far it is, in words; null before the first batch. */
  reached: z.string().nullable(),
  nextRunAt: z.string().nullable(),
  failures: z.number(),
  lastRun: ConnectorRun.nullable(),
});
export type Connector = z.infer<typeof Connector>;
export const Connectors = z.object({ rows: z.array(Connector) });
export type Connectors = z.infer<typeof Connectors>;
export const ConnectorRuns = z.object({ total: z.number(), rows: z.array(ConnectorRun) });
export type ConnectorRuns = z.infer<typeof ConnectorRuns>;

export const ConnectorHost = z.strictObject({
  /** `host:port`. */
  address: z.string().regex(/^(?:[\w.-]{1,253}|\[[0-9a-fA-F:]{2,45}\]):\d{1,5}$/),
  /** It may lead to an address inside the local network. */
  internal: z.boolean(),
});
export type ConnectorHost = z.infer<typeof ConnectorHost>;
/** `builtIn` are the public addresses of the vendors. */
export const ConnectorHosts = z.object({ builtIn: z.array(z.string()), rows: z.array(ConnectorHost) });
export type ConnectorHosts = z.infer<typeof ConnectorHosts>;
