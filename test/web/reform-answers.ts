/** Small answers for the charts of the reform office. */
import type { Demand, Funnel } from '../../server/contract-reform.ts';
import type { SystemRow } from '../../server/contract-systems.ts';

export const demand = (requirement: string, more: Partial<Demand> = {}): Demand => ({
  requirement,
  name: `Name ${requirement}`,
  issuer: 'A',
  dutyList: 'basic',
  traceKinds: ['gps'],
  metric: '',
  weight: 0,
  ranked: null,
  basis: 'traces',
  answers: 10,
  hours: 1,
  ...more,
});

export const demands = [
  demand('r1', { weight: 6, traceKinds: ['photo', 'gps'], metric: 'photo_count', ranked: true }),
  demand('r2', { weight: 2, traceKinds: ['gps', 'photo'], basis: 'outcome', dutyList: 'none', answers: 30 }),
  demand('r3', { weight: 2, traceKinds: [], basis: 'cannot-judge', issuer: 'B', dutyList: 'withdrawn', answers: 5 }),
  demand('r4', { weight: null, issuer: 'B', dutyList: '', answers: 15 }),
  demand('r5', { issuer: 'C', dutyList: '', answers: 8 }),
];

const point = (unit: string, n: number, value: number, z: number, beyond: Funnel['rows'][number]['beyond']) => ({
  unit,
  unitName: `Town ${unit}`,
  n,
  value,
  z,
  beyond,
  status: 'ok' as const,
});
export const funnelAnswer: Funnel = {
  from: '2026-01-01',
  to: '2026-03-31',
  asOf: null,
  id: 'unread-share',
  kind: 'share',
  per: 'events',
  status: 'ok',
  target: 0.2,
  phi: 2.5,
  tau: 0.03,
  rows: [
    point('a', 100, 0.21, 0.1, 'within'),
    point('b', 400, 0.5, 4.2, 'high'),
    point('c', 300, 0.02, -3.5, 'low'),
    point('d', 200, 0.29, 2.1, 'rather-high'),
    { ...point('e', 0, 0, 0, null), value: null, z: null, status: 'suppressed', reason: 'fewer-than-5-people' },
  ],
  limits: [60, 200, 420].map((n) => {
    const half = 1 / Math.sqrt(n);
    return { n, low95: 0.2 - half, high95: 0.2 + half, low998: Math.max(0, 0.2 - 2 * half), high998: 0.2 + 2 * half };
  }),
};

export const system = (code: string, more: Partial<SystemRow> = {}): SystemRow => ({
  code,
  name: `System ${code}`,
  owner: '',
  ownerLevel: '',
  launchedOn: '2020-05-01',
  retiredOn: null,
  lastUpdatedOn: null,
  filingStatus: '',
  filing: 'filed',
  annualCostYuan: null,
  registeredUsers: 100,
  requirements: 1,
  records: 10,
  recordsLately: 10,
  cadresLately: 40,
  lastDay: '2026-03-31',
  recordsAfterRetirement: 0,
  use: 'in-use',
  ...more,
});
