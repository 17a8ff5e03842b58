/** Digits and values of the numbers filed in a cell, for the views of the family `numbers`. */
import { Injectable } from '@nestjs/common';
import { WRITTEN_PAIR } from '../../metrics/risk/numbers/numbers.ts';
import type { NumberViews } from '../contract-views.ts';
import { FactStore } from '../facts/fact-store.ts';
import type { Statement } from '../indicators/statements.ts';
import type { CellOfFacts } from './cell-events.ts';

const MOST_FIELDS = 12;
/** More different values than this are gathered into bins. */
const MOST_VALUES = 60;
const BINS = 40;
const SMALLEST_GROUP = 5;

/** One row per number of the requirement in the month; `here`: in the unit of the cell. Binds requirement, unit, month. */
const NUMBERS = (where: string): string => `
  SELECT field, written, toFloat64(written) AS value, here, cadre FROM (
    SELECT pair[1] AS field, pair[2] AS written, ({unit:String} = '' OR e.unit = {unit:String}) AND ${where} AS here, e.cadre AS cadre
    FROM (SELECT r.cadre_code AS cadre, cu.township AS unit, arrayJoin(extractAllGroups(r.\`values\`, '${WRITTEN_PAIR}')) AS pair
      FROM reports r LEFT ANY JOIN (SELECT cadre_code, township FROM cadre_units) cu ON cu.cadre_code = r.cadre_code
      WHERE r.day >= {month:Date} AND r.day < addMonths({month:Date}, 1) AND r.requirement_code = {requirement:String}
        AND r.values_count > 0) e)`;

interface FieldRow {
  field: string;
  n: number;
  people: number;
  different: number;
  least: number;
  most: number;
  digits: number[];
  elsewhere: number[];
}

@Injectable()
export class NumberViewsService {
  constructor(private readonly store: FactStore) {}

  async of(cell: CellOfFacts, scope: Statement, identify: boolean): Promise<NumberViews> {
    const { requirement, unit, month } = cell;
    const parameters = { ...scope.parameters, requirement, unit, month };
    const numbers = NUMBERS(scope.sql);
    const count = (on: string) =>
      `arrayMap(d -> toUInt32(countEqual(groupArrayIf(toUInt8(right(written, 1)), ${on}), d)), range(10))`;
    const [fields, targets] = await Promise.all([
      this.store.query<FieldRow>(
        `SELECT field, countIf(here) AS n, uniqExactIf(cadre, here) AS people, uniqExactIf(value, here) AS different,
           minIf(value, here) AS least, maxIf(value, here) AS most, ${count('here')} AS digits, ${count('NOT here')} AS elsewhere
         FROM (${numbers}) GROUP BY field HAVING n > 0 ORDER BY n DESC, field LIMIT ${MOST_FIELDS}`,
        parameters,
      ),
      this.store.query<{ names: string[]; line: number | null; pairs: [string, string][] }>(
        `SELECT arrayFlatten(arrayPushBack(arrayFilter(both -> has(both, metric), arrayMap(f -> splitByChar('|', f), fields)), [metric])) AS names,
           arrayMap(f -> (splitByChar('|', f)[1], splitByChar('|', f)[-1]), fields) AS pairs,
           toFloat64OrNull(extract(if(metric = '', '', target), '[0-9]+(?:\\\\.[0-9]+)?')) AS line
         FROM requirements WHERE code = {requirement:String}`,
        parameters,
      ),
    ]);
    // A reader who may not see people may not see the figures of a handful of them either.
    const shown = identify ? fields : fields.filter((field) => field.people >= SMALLEST_GROUP);
    const widths = shown.map((field) => (field.different > MOST_VALUES ? (field.most - field.least) / BINS : 0));
    const values = await this.store.query<{ field: string; at_value: number; n: number }>(
      `SELECT field, if(width = 0, value, least_value + width * least(${BINS} - 1, floor((value - least_value) / width))) AS at_value,
         count() AS n
       FROM (SELECT field, value, transform(field, {fields:Array(String)}, {widths:Array(Float64)}, 0.) AS width,
           transform(field, {fields:Array(String)}, {leasts:Array(Float64)}, 0.) AS least_value
         FROM (${numbers}) WHERE here AND field IN {fields:Array(String)})
       GROUP BY field, at_value ORDER BY field, at_value`,
      {
        ...parameters,
        fields: ['', ...shown.map(({ field }) => field)],
        widths: [0, ...widths],
        leasts: [0, ...shown.map(({ least }) => least)],
      },
    );
    const scored = targets[0];
    return {
      suppressed: shown.length < fields.length,
      fields: shown.map(({ field, n, digits, elsewhere }, i) => ({
        field,
        label: scored?.pairs.find(([, key]) => key === field)?.[0] ?? field,
        n,
        digits,
        elsewhere,
        values: values.filter((row) => row.field === field).map((row) => ({ value: row.at_value, n: row.n })),
        binWidth: widths[i]! > 0 ? widths[i]! : null,
        target: scored?.names.includes(field) ? scored.line : null,
      })),
    };
  }
}
