import { readFile } from 'node:fs/promises';
import { AllowedHosts } from '../connectors/allowed-hosts.ts';
import { ConnectorView, runOf } from '../connectors/connector-view.ts';
import { Connectors } from '../connectors/connectors.ts';
import { Pulls } from '../connectors/pulls.ts';
import { ConnectorHost, ConnectorName, ConnectorOrder, type Connector } from '../contract-connectors.ts';
import { IntakeService } from '../intake/intake.service.ts';
import { Receipts } from '../intake/receipts.ts';
import { localActor } from './local-principal.ts';
import { readStandardInput } from './standard-input.ts';
import { UsageError, type ExitCode, type Invocation, type Verb } from './verb.ts';

type Act = (invocation: Invocation, argument: string, file: string) => Promise<ExitCode>;

/** Each act and how many arguments it takes. */
const ACTS: Record<string, { words: number; run: Act }> = {
  list: { words: 0, run: list },
  show: { words: 1, run: show },
  save: { words: 2, run: save },
  run: { words: 1, run: runNow },
  enable: { words: 1, run: (invocation, name) => switched(invocation, name, true) },
  disable: { words: 1, run: (invocation, name) => switched(invocation, name, false) },
  remove: { words: 1, run: remove },
  hosts: { words: 0, run: hosts },
  allow: { words: 1, run: allow },
  forbid: { words: 1, run: forbid },
  'rotate-key': { words: 0, run: rotateKey },
};

export const connector: Verb = {
  summary: {
    zh: '管理连接器:从接口和数据库定时取数',
    en: 'manage connectors, which pull from interfaces and databases',
  },
  usage: [
    'list',
    'show|run|enable|disable|remove NAME',
    'save NAME FILE.json [--secret-stdin]',
    'hosts',
    'allow HOST:PORT [--internal]',
    'forbid HOST:PORT',
    'rotate-key',
  ],
  options: { 'secret-stdin': { type: 'boolean' }, internal: { type: 'boolean' } },
  run: (invocation) => {
    const [act = '', argument = '', file = ''] = invocation.words;
    const known = ACTS[act];
    if (!known || invocation.words.length !== known.words + 1)
      throw new UsageError({
        zh: `请写明 ${Object.keys(ACTS).join('、')} 之一及其参数。`,
        en: `Name one of ${Object.keys(ACTS).join(', ')} and what it needs.`,
      });
    return known.run(invocation, argument, file);
  },
};

async function list(invocation: Invocation): Promise<ExitCode> {
  const rows = await (await invocation.open()).get(ConnectorView, { strict: false }).all();
  invocation.print({ rows }, () => rows.map((row) => sentence(row, invocation)).join('\n'));
  return 0;
}

async function show(invocation: Invocation, name: string): Promise<ExitCode> {
  const app = await invocation.open();
  const found = await app.get(Connectors, { strict: false }).find(name);
  const shown = await app.get(ConnectorView, { strict: false }).of(found);
  invocation.print(shown, () => `${sentence(shown, invocation)}\n${JSON.stringify(shown.config, null, 2)}`);
  return 0;
}

async function save(invocation: Invocation, name: string, file: string): Promise<ExitCode> {
  if (!ConnectorName.safeParse(name).success)
    throw new UsageError({
      zh: '名称只用小写字母、数字和连字符。',
      en: 'A name has lower-case letters, digits and hyphens.',
    });
  const order = orderIn(await readFile(file, 'utf8'), file);
  const secret = invocation.options['secret-stdin'] === true ? await readStandardInput() : undefined;
  const app = await invocation.open();
  const saved = await app
    .get(Connectors, { strict: false })
    .save(name, { ...order, ...(secret === undefined ? {} : { secret }) }, localActor());
  const shown = await app.get(ConnectorView, { strict: false }).of(saved);
  invocation.print(shown, () => sentence(shown, invocation));
  return 0;
}

/** A document as PUT connectors/{name} takes it; a secret in a file would stay in the file. */
function orderIn(text: string, file: string): ConnectorOrder {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new UsageError({ zh: `${file} 不是有效的 JSON。`, en: `${file} is not valid JSON.` });
  }
  const parsed = ConnectorOrder.safeParse(body);
  if (!parsed.success) {
    const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new UsageError({ zh: `${file} 无法使用:${said}`, en: `${file} cannot be used: ${said}` });
  }
  if (parsed.data.secret !== undefined)
    throw new UsageError({
      zh: '密钥请用 --secret-stdin 给出,不要写在文件里。',
      en: 'Give the secret with --secret-stdin, not in the file.',
    });
  return parsed.data;
}

async function runNow(invocation: Invocation, name: string): Promise<ExitCode> {
  const app = await invocation.open();
  await app.get(IntakeService, { strict: false }).resumeInterrupted();
  const found = await app.get(Connectors, { strict: false }).find(name);
  invocation.progress(null, { zh: `正在取数:${name}`, en: `Pulling: ${name}` });
  const run = runOf(await app.get(Pulls, { strict: false }).run(found, localActor(), invocation.signal));
  let rejected = 0;
  for (const receipt of run.receipts)
    rejected += (await app.get(Receipts, { strict: false }).byNumber(receipt))?.rejected ?? 0;
  const said = {
    zh: run.problem ? `没有成功:${run.problem.zh}` : `取到 ${run.records} 条,回执 ${run.receipts.join('、') || '无'}。`,
    en: run.problem
      ? `Failed: ${run.problem.en}`
      : `${run.records} records, receipts ${run.receipts.join(', ') || 'none'}.`,
  };
  invocation.print(run, () => said[invocation.lang]);
  return run.state === 'done' ? (rejected > 0 ? 3 : 0) : 1;
}

async function switched(invocation: Invocation, name: string, enabled: boolean): Promise<ExitCode> {
  const app = await invocation.open();
  const connectors = app.get(Connectors, { strict: false });
  const { config, schedule } = await connectors.find(name);
  const saved = await connectors.save(name, { config, schedule, enabled, fromStart: false }, localActor());
  const shown = await app.get(ConnectorView, { strict: false }).of(saved);
  invocation.print(shown, () => sentence(shown, invocation));
  return 0;
}

async function remove(invocation: Invocation, name: string): Promise<ExitCode> {
  await (await invocation.open()).get(Connectors, { strict: false }).remove(name, localActor());
  const said = { zh: `已删除 ${name};已导入的数据不受影响。`, en: `Removed ${name}; what it loaded stays.` };
  invocation.print({ name, removed: true }, () => said[invocation.lang]);
  return 0;
}

async function hosts(invocation: Invocation): Promise<ExitCode> {
  const found = await (await invocation.open()).get(AllowedHosts, { strict: false }).list();
  const mark = { zh: '内网', en: 'internal' }[invocation.lang];
  invocation.print(found, () =>
    [...found.builtIn, ...found.rows.map(({ address, internal }) => `${address}${internal ? ` (${mark})` : ''}`)].join(
      '\n',
    ),
  );
  return 0;
}

async function allow(invocation: Invocation, given: string): Promise<ExitCode> {
  const address = addressOf(given);
  const internal = invocation.options['internal'] === true;
  await (await invocation.open()).get(AllowedHosts, { strict: false }).allow(address, internal, localActor());
  const said = { zh: `已允许 ${address}。`, en: `${address} is allowed.` };
  invocation.print({ address, internal }, () => said[invocation.lang]);
  return 0;
}

async function forbid(invocation: Invocation, given: string): Promise<ExitCode> {
  const address = addressOf(given);
  await (await invocation.open()).get(AllowedHosts, { strict: false }).forbid(address, localActor());
  const said = { zh: `不再允许 ${address}。`, en: `${address} is no longer allowed.` };
  invocation.print({ address, forbidden: true }, () => said[invocation.lang]);
  return 0;
}

function addressOf(text: string): string {
  const parsed = ConnectorHost.shape.address.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError({ zh: '请写成 主机:端口。', en: 'Write it as HOST:PORT.' });
}

async function rotateKey(invocation: Invocation): Promise<ExitCode> {
  const sealed = await (await invocation.open()).get(Connectors, { strict: false }).rotateKey(localActor());
  const said = {
    zh: `已用当前密钥重新加密 ${sealed} 个密钥。`,
    en: `${sealed} secrets are encrypted with the current key.`,
  };
  invocation.print({ sealed }, () => said[invocation.lang]);
  return 0;
}

function sentence({ name, config, state, lastRun, nextRunAt }: Connector, { lang }: Invocation): string {
  const parts = [name, config.kind, state, ...(nextRunAt ? [`-> ${nextRunAt}`] : [])];
  return `${parts.join('  ')}${lastRun?.problem ? `\n  ${lastRun.problem[lang]}` : ''}`;
}
