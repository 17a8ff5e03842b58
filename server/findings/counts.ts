/** Reads, for one month, the counts that findings are judged on. */
import type { FactStore } from '../facts/fact-store.ts';
import type { SamePeople } from './attribution.ts';
import type { Cell } from './judge.ts';

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
  /** Share of the variance of flagged / not flagged that lies between requirements, between persons; null if unknown. */
  iccRequirement: number | null;
  iccPerson: number | null;
}

const MONTH = 'day >= {month:Date} AND day < addMonths({month:Date}, 1)';

/** Counts of every detector in the month starting at `month` (YYYY-MM-01). */
export async function monthCounts(store: FactStore, month: string): Promise<Map<string, DetectorMonth>> {
  const [cells, abstentions, people, iccs] = await Promise.all([
    store.query<Cell & { detector: string }>(CELLS, { month }),
    store.query<Abstention & { detector: string }>(ABSTENTIONS, { month }),
    store.query<PeopleRow>(SAME_PEOPLE, { month }),
    store.query<IccRow>(ICC, { month }),
  ]);
  const counts = new Map<string, DetectorMonth>();
  const of = (detector: string): DetectorMonth => {
    const known = counts.get(detector);
    if (known) return known;
    const made = { cells: [], abstentions: [], samePeople: new Map(), iccRequirement: null, iccPerson: null };
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
  for (const row of iccs) {
    const key = row.grouping === 'requirement' ? 'iccRequirement' : 'iccPerson';
    of(row.detector)[key] = intraclassCorrelation(row);
  }
  return counts;
}

const FLAGGED = `SELECT detector, requirement, unit, cadre, flagged, excuse FROM signals WHERE ${MONTH}`;
const ELIGIBLE = `SELECT detector, requirement, unit, cadre, eligible FROM risk_daily WHERE ${MONTH} AND eligible > 0`;

/** Every row counts for its unit and for '' = all units; cadres without a unit count for the latter only. */
const CELLS = `
  SELECT detector, requirement, place AS unit, sum(e) AS n, sum(f) AS flagged, sum(s) AS signals, sum(x) AS excused
  FROM (
    SELECT detector, requirement, arrayJoin(arrayDistinct(['', toString(unit)])) AS place, e, f, s, x FROM (
      SELECT detector, requirement, unit, eligible AS e, 0 AS f, 0 AS s, 0 AS x FROM (${ELIGIBLE})
      UNION ALL
      SELECT detector, requirement, unit, 0 AS e, if(excuse = '', flagged, 0) AS f, excuse = '' AS s,
        if(excuse = '', 0, flagged) AS x FROM (${FLAGGED})))
  GROUP BY detector, requirement, place`;

const ABSTENTIONS = `
  SELECT detector, requirement, unit, reason, sum(abstained) AS n FROM risk_daily
  WHERE ${MONTH} AND abstained > 0 GROUP BY detector, requirement, unit, reason`;

const PERSON_CELLS = `
  SELECT detector, requirement, cadre, sum(e) AS n, sum(f) AS x FROM (
    SELECT detector, requirement, cadre, eligible AS e, 0 AS f FROM (${ELIGIBLE})
    UNION ALL
    SELECT detector, requirement, cadre, 0 AS e, flagged AS f FROM (${FLAGGED}) WHERE excuse = ''
  ) GROUP BY detector, requirement, cadre HAVING n > 0`;

interface PeopleRow {
  detector: string;
  requirement: string;
  here_flagged: number;
  here_n: number;
  elsewhere_flagged: number;
  elsewhere_n: number;
}

const SAME_PEOPLE = `
  SELECT detector, requirement, sum(x) AS here_flagged, sum(n) AS here_n,
    sum(person_x - x) AS elsewhere_flagged, sum(person_n - n) AS elsewhere_n
  FROM (SELECT *, sum(n) OVER (PARTITION BY detector, cadre) AS person_n,
          sum(x) OVER (PARTITION BY detector, cadre) AS person_x FROM (${PERSON_CELLS}))
  GROUP BY detector, requirement HAVING here_flagged > 0`;

interface IccRow {
  detector: string;
  grouping: string;
  k: number;
  total: number;
  flagged: number;
  squares: number;
  between: number;
}

/** Sums for the moment estimator of the intraclass correlation of a binary outcome, by requirement and by person. */
const ICC = `
  SELECT detector, grouping, count() AS k, sum(gn) AS total, sum(gx) AS flagged, sum(gn * gn) AS squares,
    sum(gn * pow(gx / gn - rate, 2)) AS between
  FROM (
    SELECT *, sum(gx) OVER (PARTITION BY detector, grouping) / sum(gn) OVER (PARTITION BY detector, grouping) AS rate
    FROM (
      SELECT detector, g.1 AS grouping, g.2 AS name, sum(n) AS gn, sum(x) AS gx
      FROM (SELECT detector, n, x, arrayJoin([('requirement', toString(requirement)), ('person', toString(cadre))]) AS g
        FROM (${PERSON_CELLS}))
      GROUP BY detector, grouping, name))
  GROUP BY detector, grouping`;

/** Moment estimator (fabrication-indicators 3.1): rho, not below 0; null when every or no event is flagged or k < 2. */
function intraclassCorrelation({ k, total, flagged, squares, between }: IccRow): number | null {
  const rate = flagged / total;
  if (k < 2 || rate <= 0 || rate >= 1) return null;
  const within = rate * (1 - rate);
  const rho = (between - within * (k - 1)) / (within * (total - squares / total - (k - 1)));
  return Number.isFinite(rho) ? Math.min(Math.max(rho, 0), 1) : null;
}
