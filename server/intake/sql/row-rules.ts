/** Rules about a whole row, beyond its single columns. */
import type { FactKind } from '../../../metrics/columns.ts';
import { isPeriod } from '../../facts/period-sql.ts';
import type { ReasonCode } from '../reasons.ts';

export interface RowRule {
  /** The column named on the refusal. */
  column: string;
  code: ReasonCode;
  /** SQL over the raw texts `r_<column>`; true when the row is right. */
  valid: string;
}

/** Half a coordinate locates nothing, and a task nobody was given burdens nobody. */
const RULES: Record<string, readonly RowRule[]> = {
  tasks: [{ column: 'cadre_code', code: 'missing-required', valid: "r_cadre_code != '' OR r_org_unit_code != ''" }],
  checkins: [
    { column: 'lon', code: 'missing-required', valid: "r_lat = '' OR r_lon != ''" },
    { column: 'lat', code: 'missing-required', valid: "r_lon = '' OR r_lat != ''" },
  ],
  outcomes: [{ column: 'period', code: 'bad-period', valid: isPeriod('r_period') }],
  photos: [
    { column: 'lon', code: 'missing-required', valid: "r_lat = '' OR r_lon != ''" },
    { column: 'lat', code: 'missing-required', valid: "r_lon = '' OR r_lat != ''" },
  ],
};

export const rowRules = (kind: FactKind): readonly RowRule[] => RULES[kind.kind] ?? [];
