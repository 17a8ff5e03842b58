/**
 * DHIS2: `dataValueSets` (JSON and CSV) and `completeDataSetRegistrations`. One data set of one unit and period is one
 * report, its data elements are the values. Values come one by one and in any order, so they are gathered first.
 */
import type { Envelope } from '../formats/json-scanner.ts';
import { FileProblem } from '../file-problem.ts';
import { jsonCell, madeUpId, type Fields } from './fields.ts';
import type { VendorFormat, VendorRow } from './vendor.ts';

/** Some 150 bytes each while they are gathered. */
const MOST_VALUES = 500_000;

export interface DataValue {
  record: number;
  dataSet: string;
  dataElement: string;
  period: string;
  orgUnit: string;
  category: string;
  attribute: string;
  value: string;
  storedBy: string;
  at: string;
  completed: string;
  comment: string;
}

interface Gathered {
  record: number;
  first: DataValue;
  values: Map<string, string>;
  comments: string[];
  people: Set<string>;
  latest: string;
}

export const DHIS2_NOTICES = {
  nobody: {
    zh: '{n} 份报表没有填报人,记在填报单位名下',
    en: '{n} reports do not say who stored them; recorded under their unit',
  },
  several: {
    zh: '{n} 份报表由多人填报,记在第一人名下,其余保留在附加字段中',
    en: '{n} reports were stored by several people; recorded under the first, the others are kept beside',
  },
  unnamed: {
    zh: '{n} 份报表没有注明数据集,记为 dataset',
    en: '{n} reports do not name their data set; recorded as dataset',
  },
};

/** Reports out of single values. @throws FileProblem `too-many-values` */
export class GatheredReports {
  private readonly source: string;
  private readonly groups = new Map<string, Gathered>();
  private count = 0;

  constructor(source: string) {
    this.source = source;
  }

  add(value: DataValue): void {
    this.count += 1;
    if (this.count > MOST_VALUES)
      throw new FileProblem(
        'too-many-values',
        `文件超过 ${MOST_VALUES} 个数据值,请按期间分开导出。`,
        `The file holds more than ${MOST_VALUES} data values; export it period by period.`,
      );
    const key = [value.dataSet, value.period, value.orgUnit, value.attribute].join('|');
    let group = this.groups.get(key);
    if (!group) {
      group = { record: value.record, first: value, values: new Map(), comments: [], people: new Set(), latest: '' };
      this.groups.set(key, group);
    }
    const plain = value.dataElement;
    // A data element split by category has one value each.
    const name = group.values.has(plain) && value.category !== '' ? `${plain}.${value.category}` : plain;
    group.values.set(name, value.value);
    if (value.comment !== '') group.comments.push(value.comment);
    if (value.storedBy !== '') group.people.add(value.storedBy);
    if (value.at > group.latest) group.latest = value.at;
  }

  end(): VendorRow[] {
    return [...this.groups.values()].map((group) => this.report(group));
  }

  private report({ record, first, values, comments, people, latest }: Gathered): VendorRow {
    const [person, ...others] = people;
    const set = first.dataSet || 'dataset';
    return {
      record,
      columns: {
        source: this.source,
        external_id: madeUpId(set, first.period, first.orgUnit, ...(first.attribute === '' ? [] : [first.attribute])),
        cadre_code: person ?? `org:${first.orgUnit}`,
        requirement_code: `${this.source}:${set}`,
        submitted_at: first.completed || latest,
        period: first.period,
        text: comments.join('\n'),
        values: jsonCell(Object.fromEntries(values)),
      },
      extra: { orgUnit: first.orgUnit, ...(others.length === 0 ? {} : { storedBy: [...people] }) },
      notices: [
        ...(person === undefined ? ['nobody'] : []),
        ...(others.length > 0 ? ['several'] : []),
        ...(first.dataSet === '' ? ['unnamed'] : []),
      ],
    };
  }
}

function valueOf(fields: Fields, envelope: Envelope, record: number): DataValue {
  const either = (name: string): string => fields.text(name) || (envelope[name] ?? '');
  return {
    record,
    dataSet: either('dataSet'),
    dataElement: fields.text('dataElement'),
    period: either('period'),
    orgUnit: either('orgUnit'),
    category: fields.text('categoryOptionCombo'),
    attribute: either('attributeOptionCombo'),
    value: fields.text('value'),
    storedBy: fields.text('storedBy'),
    at: fields.first('lastUpdated', 'created'),
    completed: envelope['completeDate'] ?? '',
    comment: fields.text('comment'),
  };
}

export const DHIS2_VALUES: VendorFormat = {
  format: 'dhis2-datavaluesets',
  kind: 'reports',
  source: 'dhis2',
  path: 'dataValues',
  inArray: true,
  recognises: (record) => 'dataElement' in record && 'value' in record,
  mapper: (source) => {
    const reports = new GatheredReports(source);
    return Object.assign(
      (fields: Fields, envelope: Envelope = {}, record = 0) => {
        reports.add(valueOf(fields, envelope, record));
        return [];
      },
      { end: () => reports.end() },
    );
  },
  notices: DHIS2_NOTICES,
};

/** `202509`, `2025Q3`, `2025`, `20250930`: the first day. '' for periods of other calendars. */
export function firstDayOf(period: string): string {
  const [, year = '', quarter] = /^(\d{4})Q([1-4])$/.exec(period) ?? [];
  if (quarter !== undefined) return `${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`;
  const plain = /^(\d{4})(\d{2})?(\d{2})?$/.exec(period);
  return plain ? `${plain[1]}-${plain[2] ?? '01'}-${plain[3] ?? '01'}` : '';
}

/** That a data set was declared complete is a task fulfilled: it was open from the first day of its period. */
export const DHIS2_COMPLETED: VendorFormat = {
  format: 'dhis2-completed',
  kind: 'tasks',
  source: 'dhis2',
  path: 'completeDataSetRegistrations',
  inArray: true,
  recognises: (record) =>
    'dataSet' in record && 'period' in record && ('organisationUnit' in record || 'orgUnit' in record),
  mapper: (source) => (fields) => {
    const set = fields.text('dataSet');
    const period = fields.text('period');
    const unit = fields.first('organisationUnit', 'orgUnit');
    const attribute = fields.text('attributeOptionCombo');
    const completed = fields.text('completed') !== 'false';
    const date = fields.text('date');
    return {
      columns: {
        source,
        external_id: madeUpId(set, period, unit, ...(attribute === '' ? [] : [attribute])),
        requirement_code: `${source}:${set}`,
        issued_at: firstDayOf(period) || date,
        cadre_code: fields.text('storedBy'),
        org_unit_code: unit,
        completed_at: completed ? date : '',
        status: completed ? 'complete' : 'incomplete',
        channel: 'dataset',
      },
      extra: { period, ...fields.rest() },
    };
  },
};
