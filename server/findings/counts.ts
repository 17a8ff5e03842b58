/** Reads, for one month, the counts that findings are judged on. */
import type { FactStore } from '../facts/fact-store.ts';
import type { SamePeople } from './attribution.ts';
import type { Cell } from './judge.ts';
import {
  peopleSums,
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

export interface DetectorMonth {
  cells: Cell[];
  abstentions: Abstention[];
  /** By requirement. */
  samePeople: Map<string, SamePeople>;
  /** What the differences between events follow: requirements, units, people. */
  partition: Partition;
}

const MONTH = 'day >= {month:Date} AND day < addMonths({month:Date}, 1)';

/** Counts of every detector in the month starting at `month` (YYYY-MM-01). */
export async function monthCounts(store: FactStore, month: string): Promise<Map<string, DetectorMonth>> {
  const [cells, groups] = await Promise.all([
    store.query<CellRow>(CELLS, { month }),
    store.query<PeopleRow>(peopleSums(PERSON_CELLS), { month }),
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
  for (const { detector, people } of groups)
    for (const [requirement, flagged, n, elsewhereFlagged, elsewhereN] of people)
      of(detector).samePeople.set(requirement, {
        here: { flagged, n },
        elsewhere: { flagged: elsewhereFlagged, n: elsewhereN },
      });
  for (const detector of new Set(groups.map((row) => row.detector)))
    of(detector).partition = variancePartition(groups.filter((row) => row.detector === detector));
  return counts;
}

interface CellRow extends Cell {
  detector: string;
  /** Why nothing could be judged, '' for what could. */
  reason: string;
  abstained: number;
}

interface PeopleRow extends GroupSums {
  detector: string;
  /** By requirement, once per detector: flagged and events here, flagged and events of the same people elsewhere. */
  people: [requirement: string, flagged: number, n: number, elsewhereFlagged: number, elsewhereN: number][];
}

const FLAGGED = `SELECT detector, requirement, unit, cadre, flagged, excuse FROM signals WHERE ${MONTH}`;

/** What could be judged counts for its unit and for '' = all units; cadres without a unit count for the latter only. */
const CELLS = `
  SELECT detector, requirement, place AS unit, reason, sum(e) AS n, sum(f) AS flagged, sum(s) AS signals, sum(x) AS excused, sum(a) AS abstained
  FROM (
    SELECT detector, requirement, arrayJoin(if(reason = '', arrayDistinct(['', toString(unit)]), [toString(unit)])) AS place, reason, e, f, s, x, a FROM (
      SELECT detector, requirement, unit, reason, eligible AS e, 0 AS f, 0 AS s, 0 AS x, abstained AS a FROM risk_daily
      WHERE ${MONTH} AND eligible + abstained > 0
      UNION ALL
      SELECT detector, requirement, unit, '', 0, if(excuse = '', flagged, 0), excuse = '', if(excuse = '', 0, flagged), 0 FROM (${FLAGGED})))
  GROUP BY detector, requirement, place, reason`;

/** Of detectors that flagged somebody: where nobody was, nothing is to be compared. */
const PERSON_CELLS = `
  SELECT detector, requirement, unit, cadre, sum(e) AS n, sum(f) AS x FROM (
    SELECT detector, requirement, unit, cadre, eligible AS e, 0 AS f FROM risk_daily
    WHERE ${MONTH} AND eligible > 0 AND detector IN (SELECT detector FROM signals WHERE ${MONTH})
    UNION ALL
    SELECT detector, requirement, unit, cadre, 0, flagged FROM (${FLAGGED}) WHERE excuse = ''
  ) GROUP BY detector, requirement, unit, cadre HAVING n > 0`;
