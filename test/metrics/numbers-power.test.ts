/** One township in ten invents, rounds, crowds, bunches, adds up wrongly or mistypes: who finds it, and whom else do they name? */
import { requirement } from '../../metrics/example-rows.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { openTestFactStore } from '../support/fact-store.ts';
import { judgedMonth, type Filed } from '../support/judged-month.ts';

/** Park & Miller's generator: the same in every run. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const TOWNSHIPS = 10;
const REPORTS_PER_TOWNSHIP = 28 * 12;

/** Each behaviour has a requirement and one township of its own; `share` of that township's reports is made up. */
const PLANTED = {
  'last-digit': 'RD T0',
  heaping: 'RH T1',
  'variance-inlier': 'RV T2',
  'target-bunching': 'RB T3',
  'inconsistent-total': 'RT T4',
  outlier: 'RO T5',
} as const;

function figures(random: () => number, township: number, share: number): [string, Record<string, string | number>][] {
  const made = (guilty: number) => township === guilty && random() < share;
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const amount = () => Math.round(Math.exp(6 + 0.6 * normal()));
  const digits = amount();
  const counted = amount();
  const rate = 80 + 12 * normal();
  const [men, women] = [amount(), amount()];
  return [
    ['RD', { 走访人次: made(0) ? Math.floor(digits / 10) * 10 + (random() < 0.5 ? 3 : 7) : digits }],
    ['RH', { 发放斤数: made(1) ? Math.round(counted / 5) * 5 : counted }],
    ['RV', { 户均收入: Math.round(Math.exp(7 + (made(2) ? 0.1 : 0.6) * normal())) }],
    ['RB', { 入户率: Math.round(made(3) && rate < 80 && rate > 72 ? 80 + 3 * random() : rate) }],
    ['RT', { 男: men, 女: women, 合计: men + women + (made(4) && random() < 0.4 ? 10 : 0) }],
    ['RO', { 用电量: Math.round(amount() * (made(5) && random() < 0.4 ? 30 + 20 * random() : 1)) }],
  ];
}

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

const RULES = [requirement('RB', 'report', { metric: '入户率', target: '不低于80%' })];

it.each([
  ['nothing', 0, []],
  ['three reports of ten', 0.3, ['inconsistent-total']],
  ['six reports of ten', 0.6, Object.keys(PLANTED)],
  ['nine reports of ten', 0.9, Object.keys(PLANTED)],
])(
  'made up in %s: what must be found is, and nobody else is named',
  async (_words, share, must) => {
    const random = randomSource(20260302 + 100 * share);
    const filed: Filed[] = [];
    for (let i = 0; i < REPORTS_PER_TOWNSHIP; i++)
      for (let township = 0; township < TOWNSHIPS; township++)
        for (const [code, values] of figures(random, township, share))
          filed.push({ unit: `T${township}`, requirement: code, values });
    const results = await judgedMonth(store, filed, RULES);
    const found = [...results].flatMap(([id, { standsOut }]) => standsOut.map((cell) => `${id} ${cell}`));
    const right: string[] = Object.entries(PLANTED).map(([id, cell]) => `${id} ${cell}`);
    // Figures rounded to five are favourites too, and inventing digits is no heaping.
    const alsoRight = ['last-digit RH T1'];
    expect(found.filter((one) => !right.includes(one) && !alsoRight.includes(one))).toEqual([]);
    for (const id of must) expect(found).toContain(`${id} ${PLANTED[id as keyof typeof PLANTED]}`);
  },
  120_000,
);
