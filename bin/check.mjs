#!/usr/bin/env node
/** `npm run check`: everything that can be known without running the product. All checks run; a summary ends it. */
import './node-version.mjs';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { ready } = await import('./bootstrap.mjs');
const { npmCommand } = await import('./steps/install.mjs');
const { inRoot } = await import('./steps/places.mjs');
const { capture, fail } = await import('./steps/run.mjs');
await ready().catch(fail);

const tool =
  (path, ...args) =>
  async () => {
    const { code, output } = await capture(process.execPath, [inRoot('node_modules', path), ...args]);
    return code === 0 ? '' : output || `exit ${code}`;
  };

const lines = (work) => async () => (await work()).join('\n');

/** npm names what a lockfile lacks only when it is asked to install from it. */
async function lockfileComplete() {
  const [command, ...first] = npmCommand();
  const { code, output } = await capture(command, [...first, 'ci', '--dry-run', '--no-audit', '--no-fund']);
  const missing = output.split('\n').filter((line) => /Missing:|Invalid:/.test(line));
  return code === 0 && missing.length === 0 ? '' : missing.join('\n') || output;
}

async function documentCurrent() {
  const { currentDocument } = await import('./steps/indicators-document.mjs');
  const same = readFileSync(inRoot('docs', 'indicators.md'), 'utf8') === (await currentDocument());
  return same ? '' : 'docs/indicators.md is out of date: run `npm run docs`';
}

const checks = [
  ['lint 代码规则', tool('eslint/bin/eslint.js', '.')],
  ['types: server 类型', tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json')],
  ['types: web 类型', tool('vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'web/tsconfig.json')],
  [
    'dependency rules 依赖规则',
    tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...[
        '--config',
        '.dependency-cruiser.mjs',
        '--output-type',
        'err-long',
        'metrics',
        'server',
        'web',
        'seeds',
        'test',
      ],
    ),
  ],
  ['format 格式', tool('prettier/bin/prettier.cjs', '--check', '.')],
  ['lockfile complete 锁文件完整', lockfileComplete],
  ['exact versions 版本固定', lines(async () => (await import('./checks/pinned.mjs')).unpinned())],
  [
    'Chinese only in web/words 文案位置',
    lines(async () => (await import('./checks/chinese-in-web.mjs')).chineseInWeb()),
  ],
  ['docs/indicators.md', documentCurrent],
  ['licences 许可证', lines(async () => (await import('./checks/licences.mjs')).licenceProblems())],
  [
    'docs/dependencies.md',
    lines(async () => (await import('./checks/dependencies-explained.mjs')).unexplainedDependencies()),
  ],
];

const results = new Map();
const waiting = [...checks];

async function worker() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, run] = next;
    const started = Date.now();
    const problem = await run().catch((error) => error.stack ?? String(error));
    results.set(name, { problem, seconds: (Date.now() - started) / 1000 });
    if (problem) process.stdout.write(`\n── ${name}\n${problem.trimEnd()}\n`);
  }
}

await Promise.all(Array.from({ length: Math.max(2, Math.min(4, availableParallelism())) }, worker));

process.stdout.write('\n');
for (const [name] of checks) {
  const { problem, seconds } = results.get(name);
  process.stdout.write(`${problem ? '✘' : '✔'} ${seconds.toFixed(1).padStart(5)} s  ${name}\n`);
}
const failed = [...results.values()].filter(({ problem }) => problem).length;
process.stdout.write(
  failed ? `\n${failed} of ${checks.length} checks failed\n` : `\nall ${checks.length} checks passed\n`,
);
process.exitCode = failed ? 1 : 0;
