/** Reads, for one month, the counts that findings are judged on. */
import type { FactStore } from '../facts/fact-store.ts';
import type { SamePeople } from './attribution.ts';
import type { Cell } from './judge.ts';
import {
  partitionSums,
  UNKNOWN_PARTITION,
  variancePartition,
  type GroupSums,
  type Partition,
} from './variance-partition.ts';

export interface Abstention {
  requirement: string;
  unit: string;
  reason: string;
  n: number;
}

/** What a finding is shown among. */
export interface DetectorCounts {
  cells: Cell[];
  abstentions: Abstention[];
  /** By requirement. */
  samePeople: Map<string, SamePeople>;
}

export interface DetectorMonth extends DetectorCounts {
  /** What the differences between events follow: requirements, units, people. */
  partition: Partition;
}

const MONTH = 'day >= {month:Date} AND day < addMonths({month:Date}, 1)';
const OF_SOME = 'detector IN {detectors:Array(String)}';

/** Counts of every detector in the month starting at `month` (YYYY-MM-01). */
export async function monthCounts(store: FactStore, month: string): Promise<Map<string, DetectorMonth>> {
  const [cells, abstentions, people, sums] = await Promise.all([
    store.query<CellRow>(cellsOf(), { month }),
    store.query<AbstentionRow>(abstentionsOf(), { month }),
    store.query<PeopleRow>(samePeopleOf(), { month }),
    store.query<GroupSums & { detector: string }>(partitionSums(personCells('requirement, unit, cadre')), { month }),
  ]);
  const partitions = new Map<string, Partition>();
  for (const detector of new Set(sums.map((row) => row.detector)))
    partitions.set(detector, variancePartition(sums.filter((row) => row.detector === detector)));
  const counts = byDetector(cells, abstentions, people);
  return new Map(
    [...counts].map(([id, of]) => [id, { ...of, partition: partitions.get(id) ?? UNKNOWN_PARTITION }] as const),
  );
}

/** The same of a few detectors, without what only judging them needs: opening one finding must not count the month of all. */
export async function countsOf(
  store: FactStore,
  month: string,
  detectors: readonly string[],
): Promise<Map<string, DetectorCounts>> {
  const asked = { month, detectors: [...detectors] };
  const [cells, abstentions, people] = await Promise.all([
    store.query<CellRow>(cellsOf(OF_SOME), asked),
    store.query<AbstentionRow>(abstentionsOf(OF_SOME), asked),
    store.query<PeopleRow>(samePeopleOf(OF_SOME), asked),
  ]);
  return byDetector(cells, abstentions, people);
}

function byDetector(
  cells: readonly CellRow[],
  abstentions: readonly AbstentionRow[],
  people: readonly PeopleRow[],
): Map<string, DetectorCounts> {
  const counts = new Map<string, DetectorCounts>();
  const of = (detector: string): DetectorCounts => {
    const known = counts.get(detector);
    if (known) return known;
    const made: DetectorCounts = { cells: [], abstentions: [], samePeople: new Map() };
    counts.set(detector, made);
    return made;
  };
  for (const { detector, ...cell } of cells) of(detector).cells.push(cell);
  for (const { detector, ...abstention } of abstentions) of(detector).abstentions.push(abstention);
  for (const row of people) {
    of(row.detector).samePeople.set(row.requirement, {
      here: { flagged: row.here_flagged, n: row.here_n },
      elsewhere: { flagged: row.elsewhere_flagged, n: row.elsewhere_n },
    });
  }
  return counts;
}

type CellRow = Cell & { detector: string };
type AbstentionRow = Abstention & { detector: string };

const flaggedWhere = (some: string) =>
  `SELECT detector, requirement, unit, cadre, flagged, excuse FROM signals WHERE ${MONTH} AND ${some}`;
const eligibleWhere = (some: string) =>
  `SELECT detector, requirement, unit, cadre, eligible FROM risk_daily WHERE ${MONTH} AND ${some} AND eligible > 0`;

/** Every row counts for its unit and for '' = all units; cadres without a unit count for the latter only. */
const cellsOf = (some = '1') => `
  SELECT detector, requirement, place AS unit, sum(e) AS n, sum(f) AS flagged, sum(s) AS signals, sum(x) AS excused
  FROM (
    SELECT detector, requirement, arrayJoin(arrayDistinct(['', toString(unit)])) AS place, e, f, s, x FROM (
      SELECT detector, requirement, unit, eligible AS e, 0 AS f, 0 AS s, 0 AS x FROM (${eligibleWhere(some)})
      UNION ALL
      SELECT detector, requirement, unit, 0 AS e, if(excuse = '', flagged, 0) AS f, excuse = '' AS s,
        if(excuse = '', 0, flagged) AS x FROM (${flaggedWhere(some)})))
  GROUP BY detector, requirement, place`;

const abstentionsOf = (some = '1') => `
  SELECT detector, requirement, unit, reason, sum(abstained) AS n FROM risk_daily
  WHERE ${MONTH} AND ${some} AND abstained > 0 GROUP BY detector, requirement, unit, reason`;

/** Of detectors that flagged somebody: where nobody was, nothing is to be compared. */
const personCells = (by: string, some = '1') => `
  SELECT detector, ${by}, sum(e) AS n, sum(f) AS x FROM (
    SELECT detector, ${by}, eligible AS e, 0 AS f FROM (${eligibleWhere(some)} AND detector IN (SELECT detector FROM signals WHERE ${MONTH}))
    UNION ALL
    SELECT detector, ${by}, 0 AS e, flagged AS f FROM (${flaggedWhere(some)}) WHERE excuse = ''
  ) GROUP BY detector, ${by} HAVING n > 0`;

interface PeopleRow {
  detector: string;
  requirement: string;
  here_flagged: number;
  here_n: number;
  elsewhere_flagged: number;
  elsewhere_n: number;
}

const samePeopleOf = (some = '1') => `
  SELECT detector, requirement, sum(x) AS here_flagged, sum(n) AS here_n,
    sum(person_x - x) AS elsewhere_flagged, sum(person_n - n) AS elsewhere_n
  FROM (SELECT *, sum(n) OVER (PARTITION BY detector, cadre) AS person_n,
          sum(x) OVER (PARTITION BY detector, cadre) AS person_x FROM (${personCells('requirement, cadre', some)}))
  GROUP BY detector, requirement HAVING here_flagged > 0`;
