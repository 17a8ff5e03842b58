/** The checks of `npm run check` that are our own: each must be able to find what it is for. */
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const load = async <T>(path: string): Promise<T> => (await import(join(ROOT, path))) as T;

describe('Chinese outside web/words', () => {
  it.each([
    ['plain.ts', "const a = 'x'; // 注释\n/* 也是\n注释 */\nconst b = '痕鉴';\n", [4]],
    ['clean.ts', "const url = 'https://example.cn'; // 说明\n", []],
    ['template.ts', 'const a = `总计 ${1}`;\n', [1]],
    [
      'Page.vue',
      '<script setup lang="ts">\n// 注释\nconst a = \'好\';\n</script>\n<template>\n  <!-- 注释 -->\n  <p>上传</p>\n</template>\n<style>\n/* 色 */\n</style>\n',
      [3, 7],
    ],
    ['Clean.vue', '<script setup lang="ts">\n// 注释\n</script>\n<template><p>{{ t(\'a\') }}</p></template>\n', []],
  ])('%s', async (name, text, lines) => {
    const { chineseIn } = await load<{ chineseIn(name: string, text: string): number[] }>(
      'bin/checks/chinese-in-web.mjs',
    );
    expect(chineseIn(name, text)).toEqual(lines);
  });
});

describe('licences', () => {
  it.each([
    ['MIT', true],
    ['GPL-3.0', false],
    ['(MIT OR GPL-3.0)', true],
    ['MIT AND GPL-3.0', false],
    ['Apache-2.0 AND BSL-1.0', true],
    ['(BSD-2-Clause OR (MIT AND AGPL-3.0))', true],
    ['SEE LICENSE IN LICENSE', false],
    ['', false],
  ])('%s is allowed: %s', async (expression, expected) => {
    const { allowed } = await load<{ allowed(expression: string): boolean }>('bin/checks/licences.mjs');
    expect(allowed(expression)).toBe(expected);
  });
});

describe('the last line of npm test', () => {
  it('counts a file that could not run as a failure, and todo as skipped', async () => {
    const { totals } = await load<{ totals(results: object): object }>('test/support/reporter.mjs');
    expect(
      totals({
        numPassedTests: 7,
        numFailedTests: 2,
        numRuntimeErrorTestSuites: 1,
        numPendingTests: 3,
        numTodoTests: 1,
      }),
    ).toEqual({ passed: 7, failed: 3, skipped: 4 });
  });
});

describe('docs/indicators.md', () => {
  it('shows every definition in both languages, with its SQL', async () => {
    const { indicatorsDocument } = await load<{
      indicatorsDocument(catalogue: {
        indicators: object[];
        detectors: object[];
        rules: object[];
        instruments: object[];
      }): string;
    }>('bin/steps/indicators-document.mjs');
    const words = (zh: string, en: string): object => ({ zh, en });
    const shared = {
      version: 3,
      question: words('问', 'asks'),
      formula: words('式', 'formula'),
      limits: words('限', 'limits'),
      references: [{ source: 'Evans 2014', grade: 'V' }],
      minimumN: 20,
    };
    const text = indicatorsDocument({
      indicators: [
        { ...shared, id: 'checkins', kind: 'burden', terms: words('打卡数', 'Check-ins'), unit: words('次', 'times'), better: 'lower', aggregate: 'sum', events: 'SELECT 1' },
      ],
      detectors: [
        {
          ...shared,
          id: 'entry-lag', kind: 'risk', terms: words('补录', 'Entry lag'), family: 'timing', identity: false,
          null: { statement: words('诚实', 'honest'), honestRate: 0.02 }, falsePositives: words('断网', 'offline'),
          excuses: ['outage'], parameters: { lag_s: { value: 3600, unit: 's', meaning: words('间隔', 'gap') } },
          eligible: 'SELECT 2', signals: 'SELECT 3',
        },
      ],
      rules: [
        {
          ...shared, id: 'P51', kind: 'policy', terms: words('督查次数', 'Inspections a month'), severity: 'A', exemption: words('应急', 'emergencies'),
          clauses: [{ instrument: 'S2', at: '第7条', status: 'P' }], validFrom: '2024-08-06', needs: ['inspections'], predicate: 'SELECT 4',
          parameters: { monthly_max: { value: null, unit: 'count', origin: 'clause', meaning: words('上限', 'limit') } },
        },
      ],
      instruments: [{ code: 'S2', title: words('若干规定', 'Provisions'), issuer: words('中办', 'General Office'), from: '2024-08-06', read: words('摘要', 'by summary') }],
    }); // prettier-ignore
    for (const part of [
      '打卡数',
      'Check-ins',
      'Entry lag',
      '诚实',
      'SELECT 1',
      'SELECT 2',
      'SELECT 3',
      'Evans 2014 (V)',
      '`lag_s` = 3600 s',
      '`outage`',
      'Inspections a month',
      'SELECT 4',
      '若干规定 Provisions (见转述 by paraphrase)',
      '`monthly_max` = 未设定 not set',
      '提示 amber',
      'by summary',
    ])
      expect(text).toContain(part);
  });
});
