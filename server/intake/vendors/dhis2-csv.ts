/** DHIS2 `dataValueSets.csv`: eleven columns, all there. Deleted values are no answers. */
import { DHIS2_NOTICES, GatheredReports } from './dhis2.ts';
import { cellUnder, type TableFormat } from './table-format.ts';

export const DHIS2_CSV: TableFormat = {
  format: 'dhis2-datavaluesets-csv',
  kind: 'reports',
  source: 'dhis2',
  recognises: (header) =>
    ['dataelement', 'period', 'orgunit', 'value', 'storedby'].every((name) => header.includes(name)),
  reader: (header, source) => {
    const cell = cellUnder(header);
    const reports = new GatheredReports(source);
    return {
      read: (cells, record) => {
        if (cell(cells, 'deleted') === 'true') return [];
        reports.add({
          record,
          dataSet: cell(cells, 'dataset'),
          dataElement: cell(cells, 'dataelement'),
          period: cell(cells, 'period'),
          orgUnit: cell(cells, 'orgunit'),
          category: cell(cells, 'categoryoptioncombo'),
          attribute: cell(cells, 'attributeoptioncombo'),
          value: cell(cells, 'value'),
          storedBy: cell(cells, 'storedby'),
          at: cell(cells, 'lastupdated'),
          completed: '',
          comment: cell(cells, 'comment'),
        });
        return [];
      },
      end: () => reports.end(),
    };
  },
  notices: DHIS2_NOTICES,
};
