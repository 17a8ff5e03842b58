/** What the pages of the systems and of one requirement show, as tables. */
import { Injectable } from '@nestjs/common';
import { detector as detectorOf } from '../../metrics/catalogue.ts';
import { inScope } from '../access/scope.ts';
import { DirectoryService } from '../directory/directory.service.ts';
import { SystemsService } from '../directory/systems.service.ts';
import { ComputationService } from '../indicators/computation.service.ts';
import { unknownRequirement } from '../indicators/refusals.ts';
import { ValuesService } from '../indicators/values.service.ts';
import type { Cell } from './export-document.ts';
import { daysOf, type Content, type ExportOrder } from './export-order.ts';
import { G } from './register-words.ts';
import { valueTable, versionsOf } from './value-tables.ts';
import { W } from './words.ts';

const numeric = true as const;
const FIGURES = 'filling-hours,submissions,checkins,lead-time';

@Injectable()
export class DirectoryTables {
  constructor(
    private readonly directory: DirectoryService,
    private readonly systemsService: SystemsService,
    private readonly valuesService: ValuesService,
    private readonly computation: ComputationService,
  ) {}

  async systems({ lang, query, scope }: ExportOrder): Promise<Content> {
    const where = inScope(scope, 'e.unit');
    const [{ rows, idleDays }, taken] = await Promise.all([
      this.systemsService.systems(where),
      this.valuesService.values(
        { id: query.id ?? 'filling-hours', by: 'system,period', period: 'all', ...daysOf(query) },
        where,
      ),
    ]);
    return {
      title: G.systems[lang],
      asOf: taken.asOf,
      versions: versionsOf(taken.rows),
      tables: [
        {
          name: G.systems[lang],
          title: G.systems[lang],
          definition: G.systemsDefinition[lang].replace('{n}', String(idleDays)),
          columns: [
            { label: W.system[lang] },
            { label: G.owner[lang] },
            { label: G.use[lang] },
            { label: G.filing[lang] },
            { label: G.launched[lang] },
            { label: G.retired[lang] },
            { label: G.requirements[lang], numeric },
            { label: G.records[lang], numeric },
            { label: G.recordsLately[lang], numeric },
            { label: G.cadresLately[lang], numeric },
            { label: G.registered[lang], numeric },
            { label: G.lastDay[lang] },
            { label: G.cost[lang], numeric },
          ],
          rows: rows.map((row): Cell[] => [
            row.name,
            row.owner,
            row.reason === undefined ? G.uses[row.use][lang] : `${G.uses[row.use][lang]} (${row.reason})`,
            G.filings[row.filing][lang],
            row.launchedOn,
            row.retiredOn,
            row.requirements,
            row.records,
            row.recordsLately,
            row.cadresLately ?? W.suppressed[lang],
            row.registeredUsers,
            row.lastDay,
            row.annualCostYuan,
          ]),
          chart: { category: 0, value: 8 },
        },
        valueTable({
          name: G.taken[lang],
          title: G.taken[lang],
          keys: ['system'],
          rows: taken.rows,
          lang,
          drawn: true,
        }),
      ],
    };
  }

  async requirement({ lang, query, scope }: ExportOrder): Promise<Content> {
    if (query.requirement === undefined) throw unknownRequirement('');
    const code = query.requirement;
    const where = inScope(scope, 'e.unit');
    const span = await this.computation.span();
    const days = { from: query.from ?? span?.first ?? '1970-01-01', to: query.to ?? span?.last ?? '1970-01-01' };
    const given = { ...daysOf(query), requirement: code, ...(query.unit === undefined ? {} : { unit: query.unit }) };
    const hours = { id: 'filling-hours', ...given };
    const [detail, total, months, units] = await Promise.all([
      this.directory.requirement(code, days, where),
      this.valuesService.values({ id: FIGURES, by: 'period', period: 'all', ...given }, where),
      this.valuesService.values({ by: 'period', period: 'month', ...hours }, where),
      this.valuesService.values({ by: 'unit,period', period: 'all', ...hours }, where),
    ]);
    return {
      title: `${detail.name} (${detail.code})`,
      asOf: total.asOf,
      versions: versionsOf(total.rows),
      tables: [
        valueTable({ name: G.figures[lang], title: detail.name, keys: [], rows: total.rows, lang }),
        valueTable({ name: G.months[lang], title: G.months[lang], keys: ['period'], rows: months.rows, lang }),
        valueTable({
          name: G.townships[lang],
          title: G.townships[lang],
          keys: ['unit'],
          rows: units.rows,
          lang,
          perCadreWeek: true,
          drawn: true,
        }),
        {
          name: G.asks[lang],
          title: G.asks[lang],
          definition: G.asksDefinition[lang],
          columns: [{ label: G.field[lang] }, { label: G.semanticKey[lang] }],
          rows: detail.fields.map(({ label, semanticKey }): Cell[] => [label, semanticKey]),
        },
        {
          name: G.risk[lang],
          title: G.risk[lang],
          definition: G.riskDefinition[lang],
          columns: [
            { label: W.detectors[lang] },
            { label: W.observed[lang], numeric },
            { label: W.eligible[lang], numeric },
            { label: G.abstained[lang], numeric },
            { label: G.elsewhereObserved[lang], numeric },
            { label: G.elsewhereN[lang], numeric },
          ],
          rows: detail.risk.map((row): Cell[] => [
            detectorOf(row.detector)?.terms[lang] ?? row.detector,
            row.observed,
            row.n,
            row.abstained,
            row.elsewhereObserved,
            row.elsewhereN,
          ]),
        },
        {
          name: G.shared[lang],
          title: G.shared[lang],
          definition: G.overlapDefinition[lang],
          columns: [{ label: W.requirement[lang] }, { label: W.issuer[lang] }, { label: G.shared[lang] }],
          rows: detail.overlaps.map((row): Cell[] => [row.name, row.issuer, row.shared.join('; ')]),
        },
      ],
    };
  }
}
