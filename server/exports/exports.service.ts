/** Builds what a view shows as a document, from the same services that answer the pages, so that rows and figures agree. */
import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { inScope } from '../access/scope.ts';
import type { Finding, IndicatorRow, ValuesQuery } from '../contract.ts';
import type { ExportView } from '../contract-exports.ts';
import { DirectoryService } from '../directory/directory.service.ts';
import { FindingsService } from '../findings/findings.service.ts';
import { packageFile } from '../http/package-root.ts';
import { ValuesService } from '../indicators/values.service.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { contentHash, type ExportDocument } from './export-document.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { detectorVersions, findingTable } from './finding-table.ts';
import { valueTable, versionsOf, type Key } from './value-tables.ts';
import { ViewTables } from './view-tables.ts';
import { W } from './words.ts';

const PAGE = 500;
type OwnView = 'overview' | 'requirements' | 'values' | 'findings';

@Injectable()
export class ExportsService {
  private readonly version = (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string })
    .version;

  constructor(
    private readonly valuesService: ValuesService,
    private readonly findingsService: FindingsService,
    private readonly directory: DirectoryService,
    private readonly views: ViewTables,
  ) {}

  async build(order: ExportOrder): Promise<ExportDocument> {
    const { query, lang } = order;
    const own: Record<OwnView, () => Promise<Content>> = {
      overview: () => this.overview(order),
      requirements: () => this.requirements(order),
      values: () => this.values(order),
      findings: () => this.findings(order),
    };
    const { view: name } = query;
    const content =
      name in own ? own[name as OwnView]() : this.views.builders[name as Exclude<ExportView, OwnView>](order);
    const { title, asOf, versions, tables } = await content;
    const rows = tables.map((table) => `${table.name}: ${table.rows.length}`).join(', ');
    const { view, format: _format, lang: _lang, from, to, table: _table, ...filters } = query;
    const said = Object.entries(filters).filter(([, value]) => value !== undefined && value !== '');
    const zh = lang === 'zh';
    return {
      view,
      title,
      lang,
      tables,
      provenance: [
        [W.view[lang], view],
        [W.period[lang], from || to ? `${from ?? '…'} – ${to ?? '…'}` : W.everything[lang]],
        [W.asOf[lang], asOf ?? W.never[lang]],
        [W.scope[lang], order.scope.all ? W.allUnits[lang] : order.scope.units.join(', ') || W.none[lang]],
        [
          W.filters[lang],
          said.length > 0 ? said.map(([name, value]) => `${name} = ${value}`).join('; ') : W.none[lang],
        ],
        [W.definitions[lang], versions],
        [W.rows[lang], rows],
        [W.hash[lang], contentHash(tables)],
        [W.made[lang], shanghaiTime(new Date())],
        [W.by[lang], order.caller.name],
        [W.software[lang], `Henjian ${zh ? '痕鉴 ' : ''}${this.version}`],
      ],
    };
  }

  private ask(
    order: ExportOrder,
    question: Partial<ValuesQuery>,
  ): Promise<{ asOf: string | null; rows: IndicatorRow[] }> {
    const { from, to, unit, requirement, issuer, system } = order.query;
    const given = Object.fromEntries(
      Object.entries({ from, to, unit, requirement, issuer, system }).filter(([, value]) => value !== undefined),
    );
    return this.valuesService.values(
      { by: 'period', period: 'all', ...given, ...question },
      inScope(order.scope, 'e.unit'),
    );
  }

  private async overview(order: ExportOrder): Promise<Content> {
    const { lang } = order;
    const zh = lang === 'zh';
    const [headline, byUnit, byRequirement, byMonth, units] = await Promise.all([
      this.ask(order, {}),
      this.ask(order, { id: 'filling-hours', by: 'unit,period' }),
      this.ask(order, { id: 'filling-hours', by: 'requirement,period' }),
      this.ask(order, { id: 'filling-hours,submissions', by: 'period', period: 'month' }),
      this.directory.units(inScope(order.scope, 'e.unit')),
    ]);
    const townships = new Set(units.filter(({ level }) => level === 'township').map(({ code }) => code));
    const shown = byUnit.rows.filter(({ unit = '' }) => townships.has(unit));
    return {
      title: zh ? '基层负担总览' : 'Burden of the grassroots: overview',
      asOf: headline.asOf,
      versions: versionsOf(headline.rows),
      tables: [
        valueTable({
          name: zh ? '主要指标' : 'Headline',
          title: zh ? '主要指标' : 'Main figures',
          keys: [],
          rows: headline.rows,
          lang,
        }),
        valueTable({
          name: zh ? '乡镇' : 'Townships',
          title: zh ? '各乡镇每人每周填报小时' : 'Hours of filling per cadre and week, by township',
          keys: ['unit'],
          rows: shown.length > 0 ? shown : byUnit.rows,
          lang,
          perCadreWeek: true,
          drawn: true,
        }),
        valueTable({
          name: zh ? '要求' : 'Requirements',
          title: zh ? '各项要求占用的填报小时' : 'Hours of filling by requirement',
          keys: ['requirement'],
          rows: byRequirement.rows,
          lang,
          drawn: true,
        }),
        valueTable({
          name: zh ? '按月' : 'Months',
          title: zh ? '按月' : 'By month',
          keys: ['period'],
          rows: byMonth.rows,
          lang,
        }),
      ],
    };
  }

  private async requirements(order: ExportOrder): Promise<Content> {
    const { lang } = order;
    const zh = lang === 'zh';
    const [values, issuers, directory] = await Promise.all([
      this.ask(order, { id: 'filling-hours,submissions', by: 'requirement,period' }),
      this.ask(order, { id: 'filling-hours', by: 'issuer,period' }),
      this.directory.requirements(),
    ]);
    const of = (id: string, code: string): number | null =>
      values.rows.find((row) => row.indicator === id && row.requirement === code)?.value ?? null;
    const numeric = true as const;
    return {
      title: zh ? '要求清单与代价' : 'Requirements and what they cost',
      asOf: values.asOf,
      versions: versionsOf(values.rows),
      tables: [
        {
          name: zh ? '要求' : 'Requirements',
          title: zh ? '每项要求的代价' : 'What each requirement costs',
          definition: zh
            ? '填报小时与报送次数,范围与时段见“出处”。'
            : 'Hours of filling and submissions; scope and period are in the provenance.',
          columns: [
            { label: W.requirement[lang] },
            { label: W.issuer[lang] },
            { label: W.system[lang] },
            { label: W.hours[lang], numeric },
            { label: W.submissions[lang], numeric },
          ],
          rows: directory
            .map(({ code, name, issuer, systemName }) => [
              name,
              issuer,
              systemName,
              of('filling-hours', code),
              of('submissions', code),
            ])
            .sort((a, b) => Number(b[3] ?? -1) - Number(a[3] ?? -1)),
          chart: { category: 0, value: 3 },
        },
        valueTable({
          name: zh ? '下发单位' : 'Issuers',
          title: zh ? '各下发单位的要求占用的填报小时' : 'Hours of filling by issuer',
          keys: ['issuer'],
          rows: issuers.rows,
          lang,
          drawn: true,
        }),
      ],
    };
  }

  private async values(order: ExportOrder): Promise<Content> {
    const { lang, query } = order;
    const by = query.by ?? 'period';
    const values = await this.ask(order, { id: query.id, by, period: query.period ?? 'month' });
    const keys = by.split(',') as Key[];
    const name = lang === 'zh' ? '指标值' : 'Values';
    return {
      title: lang === 'zh' ? '指标值' : 'Values of indicators',
      asOf: values.asOf,
      versions: versionsOf(values.rows),
      tables: [valueTable({ name, title: name, keys, rows: values.rows, lang })],
    };
  }

  private async findings(order: ExportOrder): Promise<Content> {
    const { lang, query, scope } = order;
    const { status, requirement, unit, detector, from, to, family, arm, triage, order: by } = query;
    const filter = { status, requirement, unit, detector, from, to, family, arm, triage, order: by };
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const rows: Finding[] = [];
    let asOf: string | null = null;
    for (let page = 1; ; page++) {
      const part = await this.findingsService.list({ ...given, page, size: PAGE }, inScope(scope, 'e.unit'));
      asOf = part.asOf;
      rows.push(...part.rows);
      if (rows.length >= part.total || part.rows.length === 0) break;
    }
    return {
      title: lang === 'zh' ? '疑点线索' : 'Findings',
      asOf,
      versions: detectorVersions(rows),
      tables: [findingTable(rows, lang)],
    };
  }
}
