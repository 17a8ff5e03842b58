/** Reads, for one month, the counts that findings are judged on. */
import type { FactStore } from '../facts/fact-store.ts';
import type { SamePeople } from './attribution.ts';
import type { Cell } from './judge.ts';
import { UNKNOWN_PARTITION, variancePartition, type Partition, type PeopleSums } from './variance-partition.ts';

export interface Abstention {
  requirement: string;
  unit: string;
  reason: string;
  n: number;
}

export interface DetectorMonth {
  cells: Cell[];
  abstentions: Abstention[];
  /** By requirement. */
  samePeople: Map<string, SamePeople>;
  /** What the differences between events follow: requirements, units, people. */
  partition: Partition;
}

const MONTH = 'day >= {month:Date} AND day < addMonths({month:Date}, 1)';

/**
 * Counts of every detector in the month starting at `month` (YYYY-MM-01), or of some of them: opening one finding must not count
 * the month of all.
 */
export async function monthCounts(
  store: FactStore,
  month: string,
  detectors?: readonly string[],
): Promise<Map<string, DetectorMonth>> {
  const within = detectors ? `${MONTH} AND detector IN {detectors:Array(String)}` : MONTH;
  const parameters = { month, ...(detectors ? { detectors: [...detectors] } : {}) };
  const [cells, groups] = await Promise.all([
    store.query<CellRow>(cellsWhere(within), parameters),
    store.query<PeopleRow>(peopleWhere(within), parameters),
  ]);
  const counts = new Map<string, DetectorMonth>();
  const of = (detector: string): DetectorMonth => {
    const known = counts.get(detector);
    if (known) return known;
    const made = { cells: [], abstentions: [], samePeople: new Map(), partition: UNKNOWN_PARTITION };
    counts.set(detector, made);
    return made;
  };
  for (const { detector, reason, abstained, ...cell } of cells) {
    if (reason === '') of(detector).cells.push(cell);
    else of(detector).abstentions.push({ requirement: cell.requirement, unit: cell.unit, reason, n: abstained });
  }
  for (const { detector, ...sums } of groups) {
    const [requirements, n, flagged, elsewhereN, elsewhereFlagged] = sums.same_people;
    requirements.forEach((requirement, i) => {
      if (flagged[i]! > 0)
        of(detector).samePeople.set(requirement, {
          here: { flagged: flagged[i]!, n: n[i]! },
          elsewhere: { flagged: elsewhereFlagged[i]!, n: elsewhereN[i]! },
        });
    });
    of(detector).partition = variancePartition(sums);
  }
  return counts;
}

interface CellRow extends Cell {
  detector: string;
  /** Why nothing could be judged, '' for what could. */
  reason: string;
  abstained: number;
}

interface PeopleRow extends PeopleSums {
  detector: string;
  /** Aligned: requirement, events and flagged here, events and flagged of the same people under others. */
  same_people: [
    requirement: string[],
    n: number[],
    flagged: number[],
    elsewhere_n: number[],
    elsewhere_flagged: number[],
  ];
}

const flaggedWhere = (within: string) =>
  `SELECT detector, requirement, unit, cadre, flagged, excuse FROM signals WHERE ${within}`;

/** What could be judged counts for its unit and for '' = all units; cadres without a unit count for the latter only. */
const cellsWhere = (within: string) => `
  SELECT detector, requirement, place AS unit, reason, sum(e) AS n, sum(f) AS flagged, sum(s) AS signals, sum(x) AS excused, sum(a) AS abstained
  FROM (
    SELECT detector, requirement, arrayJoin(if(reason = '', arrayDistinct(['', toString(unit)]), [toString(unit)])) AS place, reason, e, f, s, x, a
    FROM (
      SELECT detector, requirement, unit, reason, sum(eligible) AS e, 0 AS f, 0 AS s, 0 AS x, sum(abstained) AS a FROM risk_daily
      WHERE ${within} AND eligible + abstained > 0 GROUP BY detector, requirement, unit, reason
      UNION ALL
      SELECT detector, requirement, unit, '', 0, if(excuse = '', flagged, 0), excuse = '', if(excuse = '', 0, flagged), 0 FROM (${flaggedWhere(within)})))
  GROUP BY detector, requirement, place, reason`;

/** By person, of detectors that flagged somebody: where nobody was, nothing is to be compared. */
const personsWhere = (within: string) => `
  SELECT detector, cadre, sum(n) AS person_n, sum(x) AS person_x, groupArray((toString(requirement), toString(unit), n, x)) AS cells,
    sumMap([toString(requirement)], [n], [x]) AS own
  FROM (
    SELECT detector, requirement, unit, cadre, sum(e) AS n, sum(f) AS x FROM (
      SELECT detector, requirement, unit, cadre, eligible AS e, 0 AS f FROM risk_daily
      WHERE ${within} AND eligible > 0 AND detector IN (SELECT detector FROM signals WHERE ${within})
      UNION ALL
      SELECT detector, requirement, unit, cadre, 0, flagged FROM (${flaggedWhere(within)}) WHERE excuse = '')
    GROUP BY detector, requirement, unit, cadre HAVING n > 0)
  GROUP BY detector, cadre`;

/** Sums over the groups of `variancePartition`, and what the same people do elsewhere: one row per detector. */
const peopleWhere = (within: string) => `
  SELECT detector, sum(person_n) AS n, sum(person_x) AS x,
    [sum(person_x * person_x), sum(person_x * person_n), sum(person_n * person_n)] AS person,
    [sum(arraySum(f -> f * f, own.3)), sum(arraySum((m, f) -> m * f, own.2, own.3)), sum(arraySum(m -> m * m, own.2))] AS requirement_person,
    sumMap(own.1, own.2, own.3, arrayMap(m -> person_n - m, own.2), arrayMap(f -> person_x - f, own.3)) AS same_people,
    sumMap(arrayMap(c -> c.2, cells), cells.3, cells.4) AS unit,
    sumMap(arrayMap(c -> concat(c.1, '\u001f', c.2), cells), cells.3, cells.4) AS requirement_unit
  FROM (${personsWhere(within)}) GROUP BY detector`;
