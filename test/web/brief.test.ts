/** The sentences at the head of the first page: from the figures themselves, and silent where these cannot be judged. */
import type { Findings } from '../../server/contract.ts';
import { brief } from '../../web/brief.ts';
import { fewestFor } from '../../web/fewest-for.ts';
import { context, row, unjudged, week } from './chart-answers.ts';

const township = (unit: string, value: number) => row({ unit, unitName: `Town ${unit}`, perCadreWeek: week(value) });
const requirement = (code: string, value: number) => row({ requirement: code, requirementName: `Form ${code}`, value });
const findings = {
  counts: { open: 12, watch: 0, 'cannot-judge': 0 },
  byRequirement: [{ requirement: 'R', name: 'Photos', issuer: '', open: 7, toRequirement: 7, families: [] }],
} as unknown as Findings;
const briefly = (more: Partial<Parameters<typeof brief>[0]> = {}) =>
  brief({
    overall: [row({ value: 900, perCadreWeek: week(4) }), row({ indicator: 'off-hours', value: 0.31 })],
    townships: [township('A', 3), township('B', 6)],
    requirements: [requirement('X', 70), requirement('Y', 15), requirement('Z', 15)],
    findings,
    number: context.number,
    percent: context.percent,
    link: (path) => `${path}?v=1`,
    ...more,
  });

describe('the first page in a minute', () => {
  it('says how much, where, which, when and what to check, each with its page', () => {
    expect(briefly()).toEqual([
      { key: 'week', named: { hours: '4.0', low: '3.6', high: '4.8' }, to: '/week?v=1' },
      { key: 'townships', named: { top: 'Town B', high: '6.0', bottom: 'Town A', low: '3.0' }, to: '/townships?v=1' },
      { key: 'requirements', named: { n: 3, k: '2', name: 'Form X', hours: '70' }, to: '/requirements?v=1' },
      { key: 'offHours', named: { share: '31%' }, to: '/time?v=1' },
      { key: 'findings', named: { n: 12, count: '12', name: 'Photos', open: '7' }, to: '/findings?v=1' },
    ]);
  });

  it('calls nobody the heaviest where intervals overlap, as the chart below', () => {
    expect(briefly({ townships: [township('A', 3), township('B', 3.5)] })[1]).toMatchObject({
      key: 'townshipsOverlap',
      named: { low: '3.0', high: '3.5' },
    });
  });

  it('calls townships alike that hardly differ', () => {
    expect(briefly({ townships: [township('A', 3.3), township('B', 3.4)] })[1]!.key).toBe('townshipsAlike');
    expect(briefly({ townships: [township('A', 3.31), township('B', 3.32)] })[1]!.key).toBe('townshipsSame');
  });

  it('leaves out what cannot be judged or does not concern the reader', () => {
    const quiet = briefly({
      overall: [row({ ...unjudged }), row({ indicator: 'off-hours', ...unjudged })],
      townships: [township('A', 3)],
      requirements: [],
      findings: undefined,
    });
    expect(quiet).toEqual([]);
  });
});

describe('the fewest that make up a share', () => {
  it('counts from the largest', () => {
    expect(fewestFor([1, 7, 2], 0.8)).toBe(2);
    expect(fewestFor([1, 7, 2], 0.7)).toBe(1);
    expect(fewestFor([], 0.8)).toBe(0);
    expect(fewestFor([0, 0], 0.8)).toBe(0);
  });
});
