/** What is kept about the data and the definitions: the glossary, the receipts, the audit log. */
import { Injectable } from '@nestjs/common';
import { catalogue } from '../../metrics/catalogue.ts';
import type { Words } from '../../metrics/columns.ts';
import { factKind } from '../../metrics/facts.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { Audit } from '../access/audit.ts';
import { auditRow } from '../access/audit-row.ts';
import type { CatalogueItem } from '../contract-catalogue.ts';
import type { Receipt } from '../contract-intake.ts';
import { SourcesService } from '../directory/sources.service.ts';
import { MeasuredPrecision } from '../findings/measured-precision.ts';
import { Refusal } from '../http/problem.ts';
import { catalogueItem } from '../indicators/catalogue-item.ts';
import { unknownIndicator } from '../indicators/refusals.ts';
import { Receipts } from '../intake/receipts.ts';
import { ruleItem } from '../policy/rule-item.ts';
import type { Cell, ExportTable } from './export-document.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { R } from './record-words.ts';
import { W } from './words.ts';

const numeric = true as const;
const PAGE = 2000;
/** Acts or receipts of one file. */
const MOST_ROWS = 100_000;
const KINDS = ['burden', 'risk', 'policy'] as const;

@Injectable()
export class RecordTables {
  constructor(
    private readonly precision: MeasuredPrecision,
    private readonly receiptsService: Receipts,
    private readonly sources: SourcesService,
    private readonly auditLog: Audit,
  ) {}

  /** All definitions, or the one asked for. */
  async glossary({ lang, query }: ExportOrder): Promise<Content> {
    const items = [...catalogue.map(catalogueItem), ...rules.map(ruleItem)].filter(
      ({ id }) => query.id === undefined || id === query.id,
    );
    if (items.length === 0) throw unknownIndicator(query.id ?? '');
    const { byDetector } = await this.precision.read();
    const right = (id: string): string => {
      const measured = byDetector.get(id);
      return measured ? `${measured.checked - measured.falsePositives} / ${measured.checked}` : R.neverChecked[lang];
    };
    const one = items.length === 1 ? items[0] : undefined;
    return {
      title: one ? `${one.terms[lang]} (${one.id})` : R.glossary[lang],
      asOf: null,
      versions: one ? `${one.id} v${one.version}` : `${items.length}`,
      tables: KINDS.map((kind) => ({ kind, of: items.filter((item) => item.kind === kind) }))
        .filter(({ of }) => of.length > 0)
        .map(({ kind, of }) => definitions(kind, of, lang, right)),
    };
  }

  async receipts({ lang }: ExportOrder): Promise<Content> {
    // One that arrives meanwhile moves the pages: what was read twice is there once.
    const read: Receipt[] = await everyPage((page) => this.receiptsService.list(page, PAGE));
    const all = [...new Map(read.map((one) => [one.receipt, one])).values()];
    const { rows, computedAt } = await this.sources.sources();
    const kindOf = (kind: string): string => factKind(kind)?.meaning[lang] ?? kind;
    return {
      title: R.receipts[lang],
      asOf: computedAt,
      versions: W.none[lang],
      tables: [
        {
          name: R.receipts[lang],
          title: R.receipts[lang],
          definition: R.receiptsDefinition[lang],
          columns: [
            { label: R.number[lang], numeric },
            { label: R.state[lang] },
            { label: R.file[lang] },
            { label: R.kind[lang] },
            { label: R.source[lang] },
            ...(['seen', 'accepted', 'amended', 'duplicate', 'rejected'] as const).map((part) => ({
              label: R[part][lang],
              numeric,
            })),
            { label: R.mapping[lang] },
            { label: R.received[lang] },
            { label: R.loaded[lang] },
            { label: R.loadedBy[lang] },
            { label: R.problem[lang] },
            { label: 'SHA-256' },
          ],
          rows: all.map((one): Cell[] => [
            one.receipt,
            R.states[one.state][lang],
            one.path,
            kindOf(one.kind),
            one.source,
            one.seen,
            one.accepted,
            one.amended,
            one.duplicate,
            one.rejected,
            one.mapping,
            one.receivedAt,
            one.loadedAt,
            one.loadedBy,
            one.problem?.[lang] ?? one.withdrawal?.reason ?? null,
            one.sha256,
          ]),
        },
        {
          name: R.reasons[lang],
          title: R.reasons[lang],
          definition: R.reasonsDefinition[lang],
          columns: [
            { label: R.number[lang], numeric },
            { label: R.file[lang] },
            { label: R.column[lang] },
            { label: R.reason[lang] },
            { label: W.rows[lang], numeric },
            { label: R.example[lang] },
            { label: R.fix[lang] },
          ],
          rows: all.flatMap(({ receipt, path, reasons }) =>
            reasons.map(({ column, code, n, example, fix }): Cell[] => [
              receipt,
              path,
              column,
              code,
              n,
              example,
              fix[lang],
            ]),
          ),
        },
        {
          name: R.freshness[lang],
          title: R.freshness[lang],
          definition: R.freshnessDefinition[lang],
          columns: [
            { label: R.source[lang] },
            { label: R.kind[lang] },
            { label: R.first[lang] },
            { label: R.last[lang] },
            { label: W.rows[lang], numeric },
          ],
          rows: rows.map((row): Cell[] => [row.source, kindOf(row.kind), row.firstDay, row.lastDay, row.rows]),
        },
      ],
    };
  }

  /** Acts by the filters of the page, and whether the chain they stand in is whole. */
  async audit({ lang, query }: ExportOrder): Promise<Content> {
    const { from, to, user, action, text } = query;
    // Acts that happen meanwhile are for the next file: they would move the pages.
    const [newest] = (await this.auditLog.list(1, 1)).rows;
    const filter = { from, to, user, action, text, upTo: newest?.id ?? 0 };
    const rows = (await everyPage((page) => this.auditLog.list(page, PAGE, filter))).map(auditRow);
    const { rows: length, head, fault } = await this.auditLog.verifyAudit();
    return {
      title: R.audit[lang],
      asOf: rows[0]?.at ?? null,
      versions: W.none[lang],
      tables: [
        {
          name: R.audit[lang],
          title: R.audit[lang],
          definition: R.auditDefinition[lang],
          columns: [
            { label: R.position[lang], numeric },
            { label: R.time[lang] },
            { label: R.user[lang] },
            { label: R.action[lang] },
            { label: R.object[lang] },
            { label: R.detail[lang] },
            { label: R.hash[lang] },
          ],
          rows: rows.map((row): Cell[] => [
            row.id,
            row.at,
            row.user,
            row.action,
            row.object,
            JSON.stringify(row.detail),
            row.hash,
          ]),
        },
        {
          name: R.chain[lang],
          title: R.chain[lang],
          definition: R.chainDefinition[lang],
          columns: [{ label: R.result[lang] }, { label: R.hash[lang] }],
          rows: [[R[fault ? 'broken' : 'intact'][lang].replace('{n}', String(fault?.position ?? length)), head]],
        },
      ],
    };
  }
}

/** Every row, or none: a file that stops somewhere would pass for the whole. */
async function everyPage<Row>(read: (page: number) => Promise<{ total: number; rows: Row[] }>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page++) {
    const part = await read(page);
    if (part.total > MOST_ROWS)
      throw new Refusal(422, 'too-many-rows', {
        zh: `共 ${part.total} 行,一个文件最多 ${MOST_ROWS} 行。请缩短时段或加筛选后再导出。`,
        en: `There are ${part.total} rows, and a file holds ${MOST_ROWS} at most. Choose fewer days or filter, and export again.`,
      });
    rows.push(...part.rows);
    if (rows.length >= part.total || part.rows.length === 0) return rows;
  }
}

function definitions(
  kind: (typeof KINDS)[number],
  items: readonly CatalogueItem[],
  lang: ExportOrder['lang'],
  right: (id: string) => string,
): ExportTable {
  const other = lang === 'zh' ? 'en' : 'zh';
  const columns: [Words, (item: CatalogueItem) => Cell][] = [
    [R.id, ({ id }) => id],
    [R.term, ({ terms }) => terms[lang]],
    [R.otherTerm, ({ terms }) => terms[other]],
    [R.version, ({ version }) => version],
    ...(kind === 'risk'
      ? ([[R.family, ({ family }) => family ?? null]] as [Words, (item: CatalogueItem) => Cell][])
      : []),
    [R.question, ({ question }) => question[lang]],
    [R.formula, ({ formula }) => formula[lang]],
    [R.limits, ({ limits }) => limits[lang]],
  ];
  if (kind === 'burden') columns.push([W.unitOfMeasure, ({ unit }) => unit?.[lang] ?? null]);
  if (kind === 'risk') {
    columns.push([R.honest, (item) => item.null?.statement[lang] ?? null]);
    columns.push([R.otherwise, ({ falsePositives }) => falsePositives?.[lang] ?? null]);
    columns.push([R.precision, ({ id }) => right(id)]);
  }
  if (kind === 'policy') columns.push([R.exemption, ({ exemption }) => exemption?.[lang] ?? null]);
  else columns.push([R.minimum, ({ minimumN }) => minimumN ?? null]);
  if (kind !== 'burden') columns.push([R.parameters, ({ parameters }) => parametersOf(parameters ?? {}, lang)]);
  columns.push([
    R.references,
    ({ references }) => references.map(({ source, grade }) => `${source} [${grade}]`).join('; '),
  ]);
  return {
    name: R[kind][lang],
    title: R[kind][lang],
    definition: R.glossaryDefinition[lang],
    columns: columns.map(([label]) => ({ label: label[lang] })),
    rows: items.map((item) => columns.map(([, cell]) => cell(item))),
  };
}

const parametersOf = (parameters: NonNullable<CatalogueItem['parameters']>, lang: ExportOrder['lang']): string =>
  Object.values(parameters)
    .map(({ value, unit, meaning }) => `${meaning[lang]}: ${value ?? R.notSet[lang]} ${unit}`.trim())
    .join('; ');
