/** Every rule of the house fires on a seeded violation, by name, and the real tree breaks no dependency rule. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A tree that breaks every dependency rule once or more, beside files that break none. */
const DEPENDENCY_SEEDS: Record<string, string> = {
  'server/main.ts': `import './app.ts'; import './a.ts'; import './importing-web.ts'; import './importing-seeds.ts'; import './facts/engine-http.ts';\n`,
  'server/facts/engine-http.ts': `import 'chdb';\nimport './engine-sessions.ts';\n`,
  'server/facts/engine-sessions.ts': `import 'chdb';\n`,
  'server/app.ts': `import './missing.ts';\nimport 'echarts';\nexport {};\n`,
  'server/a.ts': `import './b.ts';\nexport const a = 1;\n`,
  'server/b.ts': `import './a.ts';\nexport const b = 1;\n`,
  'server/importing-web.ts': `import '../web/api.ts';\nimport 'chdb';\n`,
  'server/importing-seeds.ts': `import '../seeds/world.ts';\nimport './operations/demo.ts';\nimport './cases/cases.service.ts';\n`,
  'server/operations/demo.ts': `import '../../seeds/world.ts';\n`,
  'server/cases/cases.service.ts': `import '../findings/findings.controller.ts';\nimport './cases.controller.ts';\n`,
  'server/cases/cases.controller.ts': `export const cases = 1;\n`,
  'server/findings/findings.controller.ts': `export const findings = 1;\n`,
  'server/dead.ts': `import './cases/cases.controller.ts';\nexport const dead = 1;\n`,
  'server/contract.ts': `import 'zod';\nimport { a } from './a.ts';\nexport const Answer = a;\nexport type Answer = number;\n`,
  'server/orphan.ts': `export const alone = 1;\n`,
  'metrics/facts.ts': `export const facts = 1;\n`,
  'metrics/burden.ts': `import { readFileSync } from 'node:fs';\nimport { facts } from './facts.ts';\nexport const burden = [facts, readFileSync];\n`,
  'seeds/world.ts': `import { burden } from '../metrics/burden.ts';\nimport { facts } from '../metrics/facts.ts';\nexport const world = [burden, facts];\n`,
  'web/main.ts': `import './api.ts';\nimport './good.ts';\nimport './App.vue';\n`,
  'web/api.ts': `import { Answer } from '../server/contract.ts';\nimport 'pg';\nexport const answer = Answer;\n`,
  'web/good.ts': `import type { Answer } from '../server/contract.ts';\nexport const good: Answer = 1;\n`,
  'web/App.vue': `<script setup lang="ts">\nimport { facts } from '../metrics/facts.ts';\nimport 'echarts';\nimport { b } from '../server/b.ts';\nimport { helper } from '../test/support.ts';\nconst all = [facts, b, helper];\n</script>\n<template><p>{{ all }}</p></template>\n`,
  'web/charts/option.ts': `import 'echarts';\nexport const option = {};\n`,
  'test/support.ts': `export const helper = 1;\n`,
};

const LINT_SEEDS: Record<string, string> = {
  'server/environment.ts': `export const port = process.env.PORT;\n`,
  'server/reads-environment.ts': `export const port = process.env.PORT;\n`,
  'server/promises.ts':
    `export async function save(): Promise<void> {}\n` +
    `export function forget(): void {\n  save();\n}\n` +
    `export const listeners = [1].some(async () => save());\n`,
  'server/barrel.ts': `export * from './promises.ts';\nexport { port } from './environment.ts';\n`,
  'server/long.ts': Array.from({ length: 301 }, (_, line) => `export const line${line} = ${line};`).join('\n') + '\n',
  'server/crowded.ts': `export class Crowded {\n  constructor(a: 1, b: 1, c: 1, d: 1, e: 1, f: 1) {\n    void [a, b, c, d, e, f];\n  }\n}\n`,
  'web/Page.vue': `<script>\nexport default { data: () => ({ html: '' }) };\n</script>\n<template><p v-html="html"></p></template>\n`,
};

let folder: string;

function plant(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs', 'eslint.config.js']) {
    copyFileSync(join(ROOT, name), join(folder, name));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

/** JSON answer of a tool of the house, whatever its exit code. */
function answerOf(cwd: string, tool: string, args: string[]): unknown {
  const run = (): string =>
    execFileSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  try {
    return JSON.parse(run());
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return JSON.parse(stdout);
  }
}

interface Violation {
  rule: string;
  from: string;
  to: string;
}

function dependencyViolations(cwd: string, folders: string[]): Violation[] {
  const answer = answerOf(cwd, 'dependency-cruiser/bin/dependency-cruise.mjs', [
    ...['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders],
  ]) as { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };
  return answer.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'henjian-rules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('dependency rules', () => {
  it('each fires on its seeded violation, and only there', () => {
    plant(DEPENDENCY_SEEDS);
    const found = dependencyViolations(folder, ['metrics', 'server', 'web', 'seeds', 'test'])
      .map(({ rule, from, to }) => `${rule}: ${from} -> ${to.replace(/^.*node_modules\/([^/]+).*$/, '$1')}`)
      .sort();
    expect([...new Set(found)]).toEqual(
      [
        'chdb-only-in-the-engine-process: server/importing-web.ts -> chdb',
        'contract-imports-only-zod: server/contract.ts -> server/a.ts',
        'echarts-only-in-charts: web/App.vue -> echarts',
        'every-import-resolves: server/app.ts -> ./missing.ts',
        'features-meet-only-through-modules: server/cases/cases.service.ts -> server/findings/findings.controller.ts',
        'metrics-import-only-metrics: metrics/burden.ts -> fs',
        'no-cycles: server/a.ts -> server/b.ts',
        'no-orphans: server/orphan.ts -> server/orphan.ts',
        'nothing-imports-tests: web/App.vue -> test/support.ts',
        'production-uses-production-packages: server/app.ts -> echarts',
        'reachable-from-a-start: server/dead.ts -> server/dead.ts',
        'reachable-from-a-start: server/orphan.ts -> server/orphan.ts',
        'reachable-from-a-start: web/charts/option.ts -> web/charts/option.ts',
        'seeds-import-only-facts: seeds/world.ts -> metrics/burden.ts',
        'server-imports-seeds-only-for-the-demo: server/importing-seeds.ts -> seeds/world.ts',
        'server-never-imports-web-or-tests: server/app.ts -> echarts',
        'server-never-imports-web-or-tests: server/importing-web.ts -> web/api.ts',
        'server-never-loads-the-engine-process: server/main.ts -> server/facts/engine-http.ts',
        'web-has-no-server-libraries: web/api.ts -> pg',
        'web-never-imports-metrics-seeds-or-tests: web/App.vue -> metrics/facts.ts',
        'web-never-imports-metrics-seeds-or-tests: web/App.vue -> test/support.ts',
        'web-sees-server-only-through-contract: web/App.vue -> server/b.ts',
        'web-takes-only-types-from-contract: web/api.ts -> server/contract.ts',
      ].sort(),
    );
  });

  it('every rule of the configuration has a seed', async () => {
    const { default: configuration } = (await import(join(ROOT, '.dependency-cruiser.mjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    plant(DEPENDENCY_SEEDS);
    const fired = new Set(
      dependencyViolations(folder, ['metrics', 'server', 'web', 'seeds', 'test']).map(({ rule }) => rule),
    );
    expect(configuration.forbidden.map(({ name }) => name).filter((name) => !fired.has(name))).toEqual([]);
  });

  it('the real tree breaks none', () => {
    expect(dependencyViolations(ROOT, ['metrics', 'server', 'web', 'seeds', 'test'])).toEqual([]);
  });
});

describe('lint rules', () => {
  it('each fires on its seeded violation, and only there', () => {
    plant(LINT_SEEDS);
    const answer = answerOf(folder, 'eslint/bin/eslint.js', ['--format', 'json', '.']) as {
      filePath: string;
      messages: { ruleId: string | null; line: number }[];
    }[];
    const found = answer.flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, line }) => `${filePath.slice(folder.length + 1)}:${line} ${ruleId}`),
    );
    expect(found.sort()).toEqual(
      [
        'server/barrel.ts:1 no-restricted-syntax',
        'server/barrel.ts:2 no-restricted-syntax',
        'server/crowded.ts:2 no-restricted-syntax',
        'server/long.ts:301 max-lines',
        'server/promises.ts:3 @typescript-eslint/no-floating-promises',
        'server/promises.ts:5 @typescript-eslint/no-misused-promises',
        'server/reads-environment.ts:1 no-restricted-syntax',
        'web/Page.vue:1 vue/block-lang',
        'web/Page.vue:4 vue/no-v-html',
      ].sort(),
    );
  });
});
