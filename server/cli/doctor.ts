import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { Audit } from '../access/audit.ts';
import { FactStore } from '../facts/fact-store.ts';
import { packageFile } from '../http/package-root.ts';
import { Operations } from '../operations/operations.ts';
import { explain } from '../explain.ts';
import type { Words } from '../../metrics/columns.ts';
import type { Invocation, Verb } from './verb.ts';

/** Less than this and the next county-year may not fit. */
const LEAST_FREE_BYTES = 2 * 1024 ** 3;

interface Finding {
  check: string;
  ok: boolean;
  detail: string;
}

const TITLES: Record<string, Words> = {
  node: { zh: 'Node 版本', en: 'Node version' },
  folder: { zh: '数据目录', en: 'data folder' },
  disk: { zh: '磁盘空间', en: 'disk space' },
  operations: { zh: '业务库', en: 'operations store' },
  audit: { zh: '审计链', en: 'audit chain' },
  facts: { zh: '事实库', en: 'facts' },
  pages: { zh: '网页', en: 'pages' },
};

export const doctor: Verb = {
  summary: { zh: '检查运行环境与各部件', en: 'check the machine and every part' },
  usage: [''],
  run: async (invocation) => {
    const findings: Finding[] = [];
    const check = async (name: string, look: () => Promise<string> | string): Promise<void> => {
      try {
        findings.push({ check: name, ok: true, detail: await look() });
      } catch (error) {
        findings.push({ check: name, ok: false, detail: explain(error, invocation.lang).split('\n    at ')[0]! });
      }
    };
    const { dataFolder } = invocation.environment;
    await check('node', nodeVersion);
    await check('pages', pages);
    // Whoever holds the folder is named, and nothing behind the lock is touched.
    await invocation.own();
    await check('folder', async () => {
      await access(dataFolder, constants.R_OK | constants.W_OK);
      return dataFolder;
    });
    await check('disk', () => freeSpace(dataFolder));
    await check('operations', async () =>
      operationsState((await invocation.open()).get(Operations, { strict: false })),
    );
    await check('audit', async () => auditState((await invocation.open()).get(Audit, { strict: false })));
    await check('facts', async () => factsState(invocation));
    const ok = findings.every((finding) => finding.ok);
    invocation.print({ ok, checks: findings }, () =>
      findings
        .map(({ check: name, ok: fine, detail }) => `${fine ? '✓' : '✗'} ${TITLES[name]![invocation.lang]}: ${detail}`)
        .join('\n'),
    );
    return ok ? 0 : 1;
  },
};

function nodeVersion(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 13)) return process.version;
  throw new Error(`${process.version}; ^20.19 || ^22.13`);
}

function pages(): string {
  if (existsSync(packageFile('dist', 'web', 'index.html'))) return 'dist/web';
  throw new Error('dist/web: npm run build');
}

async function freeSpace(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB`;
  if (free < LEAST_FREE_BYTES) throw new Error(text);
  return text;
}

async function operationsState(operations: Operations): Promise<string> {
  if (await operations.dataSource.showMigrations()) throw new Error('migrations pending');
  const query = <T>(sql: string) => operations.dataSource.query<T[]>(sql);
  if (operations.dialect === 'postgres') {
    // A promise to keep something is only as good as these three.
    const settings = await query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')",
    );
    const off = settings.filter(({ setting }) => setting === 'off').map(({ name }) => `${name} = off`);
    if (off.length > 0) throw new Error(off.join(', '));
    return 'PostgreSQL';
  }
  const [integrity] = await query<{ integrity_check: string }>('PRAGMA integrity_check');
  if (integrity?.integrity_check !== 'ok') throw new Error(integrity?.integrity_check ?? 'no answer');
  const [journal] = await query<{ journal_mode: string }>('PRAGMA journal_mode');
  const [synchronous] = await query<{ synchronous: number }>('PRAGMA synchronous');
  if (journal?.journal_mode !== 'wal' || synchronous?.synchronous !== 2)
    throw new Error(`journal_mode ${journal?.journal_mode}, synchronous ${synchronous?.synchronous}`);
  return 'SQLite, WAL, synchronous=FULL';
}

async function auditState(audit: Audit): Promise<string> {
  const { rows, fault } = await audit.verifyAudit();
  if (fault) throw new Error(`${fault.fault} @ ${fault.position}`);
  return String(rows);
}

async function factsState(invocation: Invocation): Promise<string> {
  const store = (await invocation.open()).get(FactStore, { strict: false });
  const [row] = await store.query<{ version: string }>('SELECT version() AS version');
  return `ClickHouse ${row?.version}`;
}
