/** Counties whose cause of made-up traces is known: does the attribution name it? */
import { cause, type Cause } from '../../../server/findings/attribution.ts';
import { byMajority, judge, type Cell, type Rule } from '../../../server/findings/judge.ts';

const rule: Rule = { id: 'entry-lag', identity: true, minimumN: 20, honestRate: 0.02 };

/** Park & Miller's generator: the counties are the same in every run. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Per cause, strength and size. */
const COUNTIES = 12;

interface Planted {
  cells: Cell[];
  truth: (cell: Cell) => Cause | undefined;
}

/** `strength` is the share of events made up on top of honest habits (0.5 to 2.5 %, and what terrain and app do to each cell). */
function county(
  random: () => number,
  townships: number,
  to: 'requirement' | 'unit' | 'mixed',
  strength: number,
): Planted {
  const requirements = 20;
  const [guilty, habitual] = [Math.floor(random() * requirements), Math.floor(random() * townships)];
  // A requirement is gamed by most units, not all; a unit's habit shows under most of what it answers, not all.
  const games = Array.from({ length: townships }, () => random() < 0.8);
  const habit = Array.from({ length: requirements }, () => random() < 0.7);
  const made = (r: number, u: number) =>
    (to !== 'unit' && r === guilty && games[u]!) || (to !== 'requirement' && u === habitual && habit[r]!);
  const cells: Cell[] = [];
  for (let r = 0; r < requirements; r++) {
    const honest = 0.005 + random() * 0.02;
    const all: Cell = { requirement: `R${r}`, unit: '', n: 0, flagged: 0, signals: 0, excused: 0 };
    for (let u = 0; u < townships; u++) {
      const n = 40 + Math.floor(random() * 160);
      const p = honest * (0.6 + 0.8 * random()) + (made(r, u) ? strength * (0.6 + 0.8 * random()) : 0);
      let flagged = 0;
      for (let i = 0; i < n; i++) if (random() < p) flagged++;
      cells.push({ requirement: `R${r}`, unit: `T${u}`, n, flagged, signals: flagged, excused: 0 });
      all.n += n;
      all.flagged += flagged;
    }
    cells.push({ ...all, signals: all.flagged });
  }
  const truth = ({ requirement, unit }: Cell): Cause | undefined => {
    const [r, u] = [Number(requirement.slice(1)), unit === '' ? -1 : Number(unit.slice(1))];
    const ofRequirement = to !== 'unit' && r === guilty && (u === -1 || games[u]!);
    const ofUnit = to !== 'requirement' && u === habitual && habit[r]!;
    if (ofRequirement && ofUnit) return 'mixed';
    return ofRequirement ? 'requirement' : ofUnit ? 'unit' : undefined;
  };
  return { cells, truth };
}

/** Share of the flagged planted cells whose cause is named, and how many there were. */
function rightly(to: 'requirement' | 'unit' | 'mixed', townships: number, strength: number, seed: number) {
  const random = randomSource(seed);
  let [right, all] = [0, 0];
  for (let i = 0; i < COUNTIES; i++) {
    const { cells, truth } = county(random, townships, to, strength);
    for (const judged of judge(rule, cells)) {
      const expected = truth(judged);
      if (!judged.flaggedCell || expected === undefined) continue;
      const said = byMajority(judged) ? 'requirement' : cause(rule, judged, cells, undefined);
      all++;
      if (said === expected) right++;
    }
  }
  return { share: right / all, all };
}

describe.each([8, 15, 30])('in counties of %i townships', (townships) => {
  it.each([
    ['requirement', 0.12],
    ['requirement', 0.25],
    ['requirement', 0.5],
    ['unit', 0.12],
    ['unit', 0.25],
    ['unit', 0.5],
    ['mixed', 0.12],
    ['mixed', 0.25],
    ['mixed', 0.5],
  ] as const)('the planted cause (%s, %f of events) is named in nine of ten findings', (to, strength) => {
    const { share, all } = rightly(to, townships, strength, 1000 * townships + 100 * strength);
    expect(all).toBeGreaterThan(50);
    expect(share).toBeGreaterThanOrEqual(0.9);
  });
});
