/** Every word exists in both languages, every word used exists, and every code the server may send has words. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../metrics/catalogue.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { EVENT_KINDS, FACT_KINDS, factKind, FREQUENCIES } from '../../metrics/facts.ts';
import { CatalogueItem } from '../../server/contract-catalogue.ts';
import { FindingsQuery, IndicatorRow, Attribution, ROLES, EvidenceRow } from '../../server/contract.ts';
import { PolicyRow, SEVERITIES, SUBJECT_TYPES, VERDICTS } from '../../server/contract-policy.ts';
import { Overlap } from '../../server/contract-overlap.ts';
import { SystemFiling, SystemRow, SystemUse } from '../../server/contract-systems.ts';
import { BatchState } from '../../server/contract-intake.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const web = join(root, 'web');

type Tree = { [name: string]: string | Tree };
const read = (name: string): Tree => JSON.parse(readFileSync(join(web, 'words', name), 'utf8')) as Tree;
function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + name, value]] : [...flat(value, `${prefix}${name}.`)],
    ),
  );
}
/** Read as text: the pages' side knows of the server only its contract. */
const refusalCodes = [
  .../REASON_CODES = \[([\s\S]*?)\]/
    .exec(readFileSync(join(root, 'server', 'intake', 'reasons.ts'), 'utf8'))![1]!
    .matchAll(/'([a-z-]+)'/g),
].map((found) => found[1]!);

const zh = flat(read('zh-CN.json'));
const en = flat(read('en.json'));

const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(vue|ts)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(web, path), 'utf8') }));

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!))].sort();

/** Kinds whose rows an indicator or detector shows as its evidence. */
const SHOWN_KINDS = [
  ...EVENT_KINDS,
  ...(['requirements', 'inspections', 'app_usage', 'assets', 'work_groups', 'meetings', 'pilots'] as const),
];

describe('words', () => {
  it('are the same keys in Chinese and English, none empty', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
    expect([...zh, ...en].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
    expect(zh.size).toBeGreaterThan(400);
  });

  it('fill the same placeholders in both languages (a count may only choose the plural)', () => {
    const apart = [...zh.keys()].filter((key) => {
      const named = (text: string): string[] => placeholders(text).filter((name) => name !== 'n');
      return JSON.stringify(named(zh.get(key)!)) !== JSON.stringify(named(en.get(key)!));
    });
    expect(apart).toEqual([]);
  });

  it('hold no Chinese in the English words but the name of the other language and of the product', () => {
    const chinese = [...en].filter(([, text]) => /\p{Script=Han}/u.test(text)).map(([key]) => key);
    expect(chinese).toEqual(['brand.short', 'nav.otherLanguage']);
  });

  it('are nowhere else: no Han character in components and code', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(sources.filter(({ text }) => /\p{Script=Han}/u.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('exist for every key that pages name', () => {
    const missing = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)]
        .map((found) => found[1]!)
        .filter((key) => !zh.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('exist for every part of a key that pages complete at run time', () => {
    const groups = new Set([...zh.keys()].map((key) => key.slice(0, key.lastIndexOf('.'))));
    const prefixes = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*`([\w.-]+)\.\$\{/g)].map((found) => found[1]!),
    );
    const grouped = sources.flatMap(({ text }) => [...text.matchAll(/wordsFor\('(\w+)'/g)].map((found) => found[1]!));
    expect(prefixes.length).toBeGreaterThan(10);
    expect(
      [...prefixes, ...grouped].filter(
        (group) => ![...groups].some((known) => known === group || known.startsWith(`${group}.`)),
      ),
    ).toEqual([]);
  });

  const codes: [string, readonly string[]][] = [
    ['roles', ROLES],
    ['status', IndicatorRow.shape.status.options],
    ['findingStatus', FindingsQuery.shape.status.unwrap().options],
    ['batchStates', BatchState.options],
    ['refusals', refusalCodes],
    ['frequencies', FREQUENCIES],
    ['kinds', FACT_KINDS.map((kind) => kind.kind)],
    ['grades', CatalogueItem.shape.references.element.shape.grade.options],
    ['better', CatalogueItem.shape.better.unwrap().options],
    ['indicatorKinds', CatalogueItem.shape.kind.options],
    ['evidenceRoles', EvidenceRow.shape.role.unwrap().options],
    ['families', catalogue.flatMap((item) => (item.kind === 'risk' ? [item.family] : []))],
    ['aggregates', catalogue.flatMap((item) => (item.kind === 'burden' ? [item.aggregate] : []))],
    [
      'columns',
      SHOWN_KINDS.flatMap((kind) => factKind(kind)!.columns.map((column) => column.name)).filter(
        // Placed in the row by name: who, what and the clocks.
        (name) =>
          !['source', 'external_id', 'requirement_code', 'cadre_code', 'lon', 'accuracy_m'].includes(name) &&
          !/^(claimed|captured|uploaded)_at$/.test(name),
      ),
    ],
    [
      'parameterUnits',
      catalogue.flatMap((item) => (item.kind === 'risk' ? Object.values(item.parameters).map((one) => one.unit) : [])),
    ],
    ['parameterUnits', rules.flatMap((rule) => Object.values(rule.parameters).map((one) => one.unit))],
    ['parameterOrigins', rules.flatMap((rule) => Object.values(rule.parameters).map((one) => one.origin))],
    ['ruleVerdicts', VERDICTS],
    ['severities', SEVERITIES],
    ['subjectTypes', SUBJECT_TYPES],
    ['overlap.verdicts', Overlap.shape.verdict.options],
    ['overlap.bases', Overlap.shape.shared.element.shape.basis.options],
    ['systems.uses', SystemUse.options],
    ['systems.filings', SystemFiling.options],
    ['systems.reasons', SystemRow.shape.reason.unwrap().options],
    ['clauseStatus', PolicyRow.shape.clause_status.options],
    [
      'ruleReasons',
      [
        'no-facts',
        ...rules.flatMap((rule) => rule.examples.flatMap(({ rows }) => rows.map((row) => row.reason ?? 'no-facts'))),
      ],
    ],
    // Every reason and every number a predicate can give, not only those of the examples.
    [
      'ruleReasons',
      rules.flatMap((rule) =>
        [...rule.predicate.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)]
          .map((found) => found[1]!)
          .filter((word) => word !== 'cannot-judge'),
      ),
    ],
    [
      'ruleDetails',
      rules.flatMap((rule) => [...rule.predicate.matchAll(/'([a-z_]+)', toFloat64\(/g)].map((found) => found[1]!)),
    ],
    ['excuses', catalogue.flatMap((item) => (item.kind === 'risk' ? [...item.excuses] : []))],
  ];
  it.each(codes)('exist for every code of %s', (group, wanted) => {
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((code) => !zh.has(`${group}.${code}`))).toEqual([]);
  });

  it('exist for both forms of every cause', () => {
    for (const to of Attribution.shape.to.options)
      expect([zh.has(`attribution.${to}.short`), zh.has(`attribution.${to}.long`)]).toEqual([true, true]);
  });

  it('exist for every reason a detector abstains for and every detail it gives', () => {
    const files = readdirSync(join(root, 'metrics', 'risk'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    const texts = files.map((path) => readFileSync(join(root, 'metrics', 'risk', path), 'utf8'));
    const reasons = catalogue.flatMap((item) =>
      item.kind === 'risk' ? item.examples.flatMap((example) => Object.keys(example.abstained ?? {})) : [],
    );
    const details = texts.flatMap((text) => [...text.matchAll(/"([a-z][a-z0-9_]*)":/g)].map((found) => found[1]!));
    expect(reasons.length).toBeGreaterThan(5);
    expect([...new Set(reasons)].filter((code) => !zh.has(`reasons.${code}`))).toEqual([]);
    expect([...new Set(details)].filter((name) => !zh.has(`details.${name}`))).toEqual([]);
  });
});
