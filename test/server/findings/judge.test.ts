import { betaBinomialUpperTail } from '../../../metrics/statistics/beta-binomial.ts';
import { cause, combine, contrast } from '../../../server/findings/attribution.ts';
import { byMajority, judge, shapes, wouldCloseAt, type Cell, type Rule } from '../../../server/findings/judge.ts';

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
    const judged = judge({ ...rule, identity: false, honestRate: 0.0001 }, cells);
    expect(judged.map((cell) => cell.unit)).toEqual(['T2']);
    expect(judged[0]!.flaggedCell).toBe(false);
  });

  it('lets three rows that prove themselves speak in a small cell, but not three of a kind that honest people have', () => {
    const small = (flagged: number): Cell[] => [
      { requirement: 'R1', unit: 'T1', n: 9, flagged, signals: flagged, excused: 0 },
      ...Array.from({ length: 30 }, (_, i) => ({
        requirement: 'R1',
        unit: `U${i}`,
        n: 9,
        flagged: 0,
        signals: 0,
        excused: 0,
      })),
    ];
    const rare = { ...rule, honestRate: 0.002 };
    expect(judge(rare, small(3)).map((cell) => [cell.unit, cell.flaggedCell])).toEqual([['T1', true]]);
    expect(judge(rare, small(2))).toEqual([]);
    expect(judge({ ...rare, honestRate: 0.05 }, small(3))).toEqual([]);
    expect(judge({ ...rare, identity: false }, small(9))).toEqual([]);
  });

  it('opens at most the nominal share of honest counties made of small cells', () => {
    const random = randomSource(31);
    const counties = 200;
    const wrong = Array.from({ length: counties }, () => {
      const habit = Array.from({ length: 20 }, () => 0.005 + random() * 0.02);
      const cells = county(random, 20, 8, (r) => habit[r]!).map((cell) => {
        const n = 4 + Math.floor(random() * 15);
        return { ...cell, n, flagged: binomial(random, n, habit[Number(cell.requirement.slice(1))]!) };
      });
      return judge(rule, cells).some((cell) => cell.flaggedCell);
    }).filter(Boolean).length;
    expect(wrong / counties).toBeLessThanOrEqual(0.1);
  });

  it('sees a requirement that every unit games when every other requirement is gamed as well', () => {
    // Nine per cent everywhere, more than four times the honest rate, is hardly more than what peers alike make the reference.
    const cells = county(randomSource(11), 4, 12, () => 0.09);
    const whole = judge(rule, cells).filter((cell) => cell.unit === '');
    expect(whole).toHaveLength(4);
    for (const cell of whole) {
      expect(cell.units!.judged).toBe(12);
      expect(cell.units!.elevated).toBeGreaterThanOrEqual(6);
      expect(betaBinomialUpperTail(cell.flagged, cell.n, ...shapes(cell.reference, cell.rho))).toBeGreaterThan(0.05);
      expect(cell.flaggedCell).toBe(true);
      expect(byMajority(cell)).toBe(true);
    }
    const honest = judge(
      rule,
      county(randomSource(11), 4, 12, () => 0.03),
    ).filter((cell) => cell.unit === '');
    expect(honest.map((cell) => [cell.units!.p, cell.flaggedCell])).toEqual(Array(4).fill([1, false]));
  });

  it('lets no requirement set its own standard: one that is judged alone is held against the honest rate', () => {
    const [alone, honest] = [0.1, 0.02].map((rate) =>
      judge(
        rule,
        county(randomSource(11), 1, 12, () => rate),
      ),
    );
    expect(new Set([...alone!, ...honest!].map((cell) => cell.reference))).toEqual(new Set([rule.honestRate]));
    expect(alone!.filter((cell) => cell.flaggedCell && cell.unit !== '').length).toBeGreaterThanOrEqual(10);
    expect(honest!.filter((cell) => cell.flaggedCell)).toEqual([]);
    // Beside honest ones, what is common in them counts, and not the gamed one among them.
    const beside = judge(
      rule,
      county(randomSource(12), 6, 12, (r) => (r === 0 ? 0.4 : 0.04)),
    );
    for (const cell of beside.filter((one) => one.unit === '')) {
      const gamed = cell.requirement === 'R0';
      expect(cell.reference).toBeGreaterThan(rule.honestRate);
      expect(cell.reference).toBeLessThan(0.05);
      expect([cell.requirement, cell.flaggedCell]).toEqual([cell.requirement, gamed]);
    }
  });

  it('finds one township among 8, where an unwinsorised overdispersed z can reach only 2.83, and among 300', () => {
    for (const [townships, seed] of [
      [8, 21],
      [300, 22],
    ] as const) {
      const cells = county(randomSource(seed), 1, townships, (_, u) => (u === 3 ? 0.3 : 0.02));
      const flagged = judge(rule, cells).filter((cell) => cell.flaggedCell);
      // One of eight is enough to show in the requirement's own count, which blames the unit for it.
      expect(flagged.map((cell) => cell.unit).sort()).toEqual(townships === 8 ? ['', 'T3'] : ['T3']);
      expect(flagged.map((cell) => cause(rule, cell, cells, undefined))).not.toContain('requirement');
      // The same cells under z divided by the root of phi = mean(z^2), outlier included.
      const units = cells.filter((cell) => cell.unit !== '');
      const rate = units.reduce((all, cell) => all + cell.flagged, 0) / units.reduce((all, cell) => all + cell.n, 0);
      const z = units.map((cell) => (cell.flagged / cell.n - rate) / Math.sqrt((rate * (1 - rate)) / cell.n));
      const phi = z.reduce((all, one) => all + one * one, 0) / z.length;
      if (townships === 8) expect(z[3]! / Math.sqrt(phi)).toBeLessThan(Math.sqrt(8));
    }
  });

  it('opens at most the nominal share among 300 honest townships, too', () => {
    const random = randomSource(17);
    const counties = 40;
    const wrong = Array.from({ length: counties }, () =>
      judge(
        rule,
        county(random, 4, 300, (r) => 0.01 + 0.005 * r),
      ).some((cell) => cell.flaggedCell),
    ).filter(Boolean).length;
    expect(wrong / counties).toBeLessThanOrEqual(0.1);
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
