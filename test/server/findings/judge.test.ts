import { cause, combine, contrast } from '../../../server/findings/attribution.ts';
import { judge, wouldCloseAt, type Cell, type Rule } from '../../../server/findings/judge.ts';

const rule: Rule = { id: 'entry-lag', identity: true, minimumN: 20, honestRate: 0.02 };

/** Small linear congruential generator: the cells are the same in every run. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

function binomial(random: () => number, n: number, p: number): number {
  let x = 0;
  for (let i = 0; i < n; i++) if (random() < p) x++;
  return x;
}

/** Requirements x townships plus the row over all townships. */
function county(
  random: () => number,
  requirements: number,
  townships: number,
  rate: (r: number, u: number) => number,
): Cell[] {
  const cells: Cell[] = [];
  for (let r = 0; r < requirements; r++) {
    const all: Cell = { requirement: `R${r}`, unit: '', n: 0, flagged: 0, signals: 0, excused: 0 };
    for (let u = 0; u < townships; u++) {
      const n = 40 + Math.floor(random() * 160);
      const flagged = binomial(random, n, rate(r, u));
      cells.push({ requirement: `R${r}`, unit: `T${u}`, n, flagged, signals: flagged, excused: 0 });
      all.n += n;
      all.flagged += flagged;
    }
    cells.push({ ...all, signals: all.flagged });
  }
  return cells;
}

describe('judging cells', () => {
  it('opens at most the nominal share in honest counties', () => {
    const random = randomSource(7);
    const counties = 200;
    const withFinding = Array.from({ length: counties }, () => {
      const habit = Array.from({ length: 20 }, () => 0.005 + random() * 0.02);
      return judge(
        rule,
        county(random, 20, 8, (r) => habit[r]!),
      ).some((cell) => cell.flaggedCell);
    }).filter(Boolean).length;
    expect(withFinding / counties).toBeLessThanOrEqual(0.1);
  });

  it('finds a gamed requirement in every township, and over all of them', () => {
    const cells = county(randomSource(3), 20, 8, (r) => (r === 4 ? 0.35 : 0.01));
    const flagged = judge(rule, cells).filter((cell) => cell.flaggedCell);
    expect(new Set(flagged.map((cell) => cell.requirement))).toEqual(new Set(['R4']));
    expect(flagged).toHaveLength(9);
    const whole = flagged.find((cell) => cell.unit === '')!;
    expect(whole.shrunk).toBeGreaterThan(0.25);
    expect(whole.low).toBeLessThan(whole.shrunk);
    expect(whole.flagged).toBeGreaterThanOrEqual(wouldCloseAt(whole));
  });

  it('still sees gaming when most requirements are gamed: the reference is capped', () => {
    const cells = county(randomSource(5), 10, 8, (r) => (r < 8 ? 0.4 : 0.01));
    const flagged = new Set(
      judge(rule, cells)
        .filter((cell) => cell.flaggedCell)
        .map((cell) => cell.requirement),
    );
    expect(flagged.size).toBe(8);
    expect(flagged.has('R9')).toBe(false);
  });

  it('leaves out cells below the minimum n and never flags on fewer than three rows', () => {
    const cells: Cell[] = [
      { requirement: 'R1', unit: 'T1', n: 19, flagged: 19, signals: 19, excused: 0 },
      { requirement: 'R1', unit: 'T2', n: 20, flagged: 2, signals: 2, excused: 0 },
    ];
    const judged = judge({ ...rule, honestRate: 0.0001 }, cells);
    expect(judged.map((cell) => cell.unit)).toEqual(['T2']);
    expect(judged[0]!.flaggedCell).toBe(false);
  });

  it('says from how many flagged events on a cell stands out', () => {
    const cells = county(randomSource(9), 20, 8, (r) => (r === 4 ? 0.35 : 0.01));
    const cell = judge(rule, cells).find((one) => one.requirement === 'R4' && one.unit === 'T1')!;
    const edge = wouldCloseAt(cell);
    const again = (flagged: number) =>
      judge(
        rule,
        cells.map((one) => (one.requirement === 'R4' && one.unit === 'T1' ? { ...one, flagged } : one)),
      ).find((one) => one.requirement === 'R4' && one.unit === 'T1')!.p;
    expect(again(edge)).toBeLessThanOrEqual(cell.critical);
    expect(again(edge - 1)).toBeGreaterThan(cell.critical);
  });
});

describe('attribution', () => {
  const people = { here: { flagged: 70, n: 200 }, elsewhere: { flagged: 9, n: 900 } };

  it('blames the requirement when its other townships show it too', () => {
    const cells = county(randomSource(3), 20, 8, (r) => (r === 4 ? 0.35 : 0.01));
    const cell = judge(rule, cells).find((one) => one.requirement === 'R4' && one.unit === 'T1')!;
    expect(cause(rule, cell, cells, people)).toBe('requirement');
    expect(
      cause(
        rule,
        judge(rule, cells).find((one) => one.requirement === 'R4' && one.unit === '')!,
        cells,
        people,
      ),
    ).toBe('requirement');
    expect(contrast(people)).toBeCloseTo(0.34, 10);
  });

  it('blames the unit when it shows it under other requirements and the other units do not', () => {
    const cells = county(randomSource(4), 20, 8, (_, u) => (u === 2 ? 0.3 : 0.01));
    const cell = judge(rule, cells).find((one) => one.requirement === 'R4' && one.unit === 'T2')!;
    expect(cell.flaggedCell).toBe(true);
    expect(cause(rule, cell, cells, undefined)).toBe('unit');
  });

  it('says mixed for both and unknown for neither', () => {
    const both = county(randomSource(4), 20, 8, (r, u) => (u === 2 || r === 4 ? 0.3 : 0.01));
    const judgedBoth = judge(rule, both).find((one) => one.requirement === 'R4' && one.unit === 'T2')!;
    expect(cause(rule, judgedBoth, both, undefined)).toBe('mixed');
    const alone = county(randomSource(4), 20, 8, (r, u) => (u === 2 && r === 4 ? 0.3 : 0.01));
    const judgedAlone = judge(rule, alone).find((one) => one.requirement === 'R4' && one.unit === 'T2')!;
    expect(cause(rule, judgedAlone, alone, undefined)).toBe('unknown');
  });

  it('combines the causes several detectors name', () => {
    expect(combine(['requirement', 'unknown'])).toBe('requirement');
    expect(combine(['requirement', 'unit'])).toBe('mixed');
    expect(combine([])).toBe('unknown');
    expect(contrast({ here: { flagged: 1, n: 2 }, elsewhere: { flagged: 0, n: 0 } })).toBeNull();
  });
});

describe('a rate that follows from arithmetic', () => {
  const rule = { id: 'target-bunching', identity: false, minimumN: 20, honestRate: 0.5, fixedRate: true };
  it('is not moved by what is common here: every unit bunched above the line stands out', () => {
    const cells = ['T1', 'T2', 'T3', 'T4', ''].map((unit) => ({
      requirement: 'R1', unit, n: unit === '' ? 400 : 100, flagged: unit === '' ? 380 : 95, signals: 9, excused: 0,
    })); // prettier-ignore
    const judged = judge(rule, cells);
    expect(judged.map((cell) => cell.reference)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(judged.every((cell) => cell.flaggedCell)).toBe(true);
  });
});
