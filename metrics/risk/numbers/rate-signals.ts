/** Eligible counts and signals of detectors that judge one number of each report. */
import { asEvents, countEligible } from '../sql.ts';
import { perReport } from './numbers.ts';

export const eligibleReports = (judged: string): string =>
  countEligible(`SELECT requirement, cadre, '' AS org_unit, day, verdict AS reason FROM (${perReport(judged)})`);

/** One signal per requirement, person and day: the reports whose number was hit. `detail` is that of the first of them. */
export const hitSignals = (judged: string, strength: number): string => `
  SELECT requirement, cadre, '' AS org_unit, day, min(came) AS at, ${strength.toFixed(2)} AS strength, toUInt32(count()) AS flagged,
    ${asEvents(`arraySort(groupArray(('reports', source, external_id, day)))`)} AS events,
    argMin(chosen.2, (came, external_id)) AS detail
  FROM (SELECT *, at AS came FROM (${perReport(judged)}) WHERE verdict = '' AND chosen.1)
  GROUP BY requirement, cadre, day`;
