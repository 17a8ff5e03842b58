/** The rows behind a number: facts with their clocks, the file and line they came from, and what they prove. */
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { indicator as indicatorOf } from '../../metrics/catalogue.ts';
import type { Accounting } from '../../metrics/definition.ts';
import { factKind } from '../../metrics/facts.ts';
import type { EvidencePhoto, EvidenceRow } from '../contract.ts';
import { Pseudonyms } from '../directory/pseudonyms.ts';
import { FactStore, type SqlParameters } from '../facts/fact-store.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { HOUR_IS_KNOWN } from '../indicators/known-hours.ts';
import { placedEvents, type Statement } from '../indicators/statements.ts';
import { Batch } from '../intake/batch.entity.ts';
import { EvidencePhotos } from './evidence-photos.ts';
import { Operations } from '../operations/operations.ts';
import { CELL_EVENTS, LOT, type CellOfFacts } from './cell-events.ts';
import { comparedKey, comparedTexts } from './compared-texts.ts';
import { shown, withoutNames, type EvidencePage } from './evidence-page.ts';
import { RANDOM_ARM } from './random-arm.ts';
import { unknownIndicator } from '../indicators/refusals.ts';

export interface PageRequest {
  page: number;
  size: number;
}

/** Which proof row: enough to fetch the fact and say what it proves. */
interface Pointer {
  kind: string;
  source: string;
  external_id: string;
  day: string;
  unit: string;
  /** Where the figure counts it, when that may be another day than that of `at`. */
  counted_on?: string;
  numerator?: number;
  detector?: string;
  signal?: string;
  role?: 'flagged' | 'partner';
  excuse?: string;
  detail?: string;
}

/** What rows make of the figure they are the evidence of, over columns of the statement that gives them. */
const COUNTED: Record<Accounting | 'flagged' | 'nothing', string> = {
  rows: 'count()',
  amounts: 'sum(numerator)',
  labels: `uniqExactIf((counted_cadre, toStartOfMonth(counted_day), counted_label), counted_label != '')`,
  flagged: `countIf(role = 'flagged' AND excuse = '')`,
  nothing: '0',
};

/** Facts are looked up by their keys: so many in one statement, as many as the longest page has. */
const AT_A_TIME = 500;

/** As many records as one visit can check. */
const DRAWN = 20;

/** The facts of kinds that have no source and id of their own are named by their number, under this source. */
const NAMED_BY_NUMBER = '-';

interface FactRow extends Record<string, unknown> {
  source?: string;
  external_id?: string;
  fact_number: string;
  requirement_code?: string;
  cadre_code?: string;
  file: string;
  sheet: string;
  line: number;
  batch: number;
}

const UNIT_AND_BELOW =
  'e.unit IN (SELECT code FROM unit_paths WHERE has(path, {unit:String}) UNION DISTINCT SELECT {unit:String})';

@Injectable()
export class EvidenceService {
  constructor(
    private readonly store: FactStore,
    private readonly pseudonyms: Pseudonyms,
    private readonly operations: Operations,
    private readonly photos: EvidencePhotos,
    private readonly cache: AnswerCache,
  ) {}

  /** Proof of a finding: every event its detectors flagged, with the partners that prove it; by whom only where people matter. */
  async ofFinding(
    finding: {
      requirement: string;
      unit: string;
      month: string;
      detectors: readonly string[];
      attribution: { person_view?: 'locked' | 'open' };
    },
    scope: Statement,
    { page, size }: PageRequest,
  ): Promise<EvidencePage> {
    const unit = finding.unit === '' ? '1' : 'e.unit = {unit:String}';
    const sql = `SELECT p.1 AS kind, p.2 AS source, p.3 AS external_id, toString(p.4) AS day, e.unit AS unit, e.detector AS detector,
        toString(e.signal) AS signal, if(i <= e.flagged, 'flagged', 'partner') AS role, e.excuse AS excuse, e.detail AS detail
      FROM signals e ARRAY JOIN events AS p, arrayEnumerate(events) AS i
      WHERE e.day >= {month:Date} AND e.day < addMonths({month:Date}, 1) AND e.requirement = {requirement:String} AND ${unit}
        AND e.detector IN {detectors:Array(String)} AND ${scope.sql}
      ORDER BY e.detector, e.day, e.signal, i`;
    const { requirement, month, detectors } = finding;
    const parameters = { ...scope.parameters, requirement, unit: finding.unit, month, detectors: [...detectors] };
    const evidence = await this.read(sql, parameters, page, size, 'flagged');
    return finding.attribution.person_view === 'open' ? evidence : withoutNames(evidence);
  }

  /** Of a finding that only the lot chose: ordinary events of its cell, drawn by lot too, for whoever checks them. */
  async ofDraw(
    { requirement, unit, month, attribution }: CellOfFacts & { attribution: { person_view?: 'locked' | 'open' } },
    scope: Statement,
    { page, size }: PageRequest,
  ): Promise<EvidencePage> {
    const sql = `SELECT kind, source, external_id, day, unit FROM (
        SELECT e.kind AS kind, e.source AS source, e.external_id AS external_id, toString(e.day) AS day, e.unit AS unit, ${LOT} AS lot
        FROM (${CELL_EVENTS}) e WHERE ${scope.sql} ORDER BY lot LIMIT ${DRAWN}) ORDER BY lot`;
    const parameters = { ...scope.parameters, requirement, unit, month, seed: RANDOM_ARM.seed };
    const evidence = await this.read(sql, parameters, page, size, 'nothing');
    return attribution.person_view === 'open' ? evidence : withoutNames(evidence);
  }

  /** Events a detector flagged and no excuse explains, with the partners that prove each, within the predicate of a figure. */
  async ofDetector(
    detector: string,
    where: { requirement?: string | undefined; unit?: string | undefined; own?: boolean; from: string; to: string },
    scope: Statement,
    { page, size }: PageRequest,
  ): Promise<EvidencePage> {
    const conditions = [
      'e.day BETWEEN {from:Date} AND {to:Date}',
      'e.detector = {detector:String}',
      `e.excuse = ''`,
      scope.sql,
    ];
    if (where.requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
    if (where.unit !== undefined) conditions.push(where.own ? 'e.unit = {unit:String}' : UNIT_AND_BELOW);
    const sql = `SELECT p.1 AS kind, p.2 AS source, p.3 AS external_id, toString(p.4) AS day, e.unit AS unit, e.detector AS detector,
        toString(e.signal) AS signal, if(i <= e.flagged, 'flagged', 'partner') AS role, e.excuse AS excuse, e.detail AS detail
      FROM signals e ARRAY JOIN events AS p, arrayEnumerate(events) AS i
      WHERE ${conditions.join(' AND ')} ORDER BY e.day DESC, e.signal, i`;
    return this.read(
      sql,
      {
        ...scope.parameters,
        requirement: where.requirement,
        unit: where.unit,
        from: where.from,
        to: where.to,
        detector,
      },
      page,
      size,
      'flagged',
    );
  }

  /** Event rows an indicator counts (numerator above 0) within the predicate of a figure. */
  async ofIndicator(
    id: string,
    where: {
      requirement?: string;
      unit?: string;
      own?: boolean;
      from: string;
      to: string;
      weekday?: number;
      hour?: number;
    },
    scope: Statement,
    { page, size }: PageRequest,
  ): Promise<EvidencePage> {
    const indicator = indicatorOf(id);
    if (!indicator) throw unknownIndicator(id);
    // A median is that of all rows, those of 0 too.
    const conditions = [indicator.aggregate === 'median' ? '1' : 'e.numerator > 0', scope.sql];
    if (where.requirement !== undefined) conditions.push('e.requirement = {requirement:String}');
    if (where.unit !== undefined) conditions.push(where.own ? 'e.unit = {unit:String}' : UNIT_AND_BELOW);
    if (where.weekday !== undefined || where.hour !== undefined) conditions.push(HOUR_IS_KNOWN);
    if (where.weekday !== undefined) conditions.push('toDayOfWeek(e.at) = {weekday:UInt8} + 1');
    if (where.hour !== undefined) conditions.push('toHour(e.at) = {hour:UInt8}');
    // A state is shown as it is on the last day, each fact once; a flow with all that flowed.
    const counted = indicator.stock ? 'max(c.day)' : 'DISTINCT c.day';
    const days = await this.store.query<{ day: string }>(
      `SELECT toString(d) AS day FROM (SELECT ${counted} AS d FROM computed_days c WHERE c.day BETWEEN {from:Date} AND {to:Date})`,
      { from: where.from, to: where.to },
    );
    const once = indicator.stock ? 'LIMIT 1 BY e.kind, e.source, e.external_id, e.label' : '';
    const sql = `SELECT kind, source, external_id, toString(toDate(e.at)) AS day, toString(e.day) AS counted_on, unit, numerator,
        e.cadre AS counted_cadre, e.day AS counted_day, e.label AS counted_label
      FROM (SELECT * EXCEPT placed_unit, placed_unit AS unit FROM (${placedEvents(indicator)})) e
      WHERE ${conditions.join(' AND ')} ORDER BY e.day DESC, e.at DESC, e.external_id ${once}`;
    const parameters = {
      ...scope.parameters,
      requirement: where.requirement,
      unit: where.unit,
      weekday: where.weekday,
      hour: where.hour,
      days: days.map((row) => row.day),
    };
    return this.read(sql, parameters, page, size, indicator.evidence);
  }

  private async read(
    sql: string,
    parameters: SqlParameters,
    page: number,
    size: number,
    accounting: keyof typeof COUNTED,
  ): Promise<EvidencePage> {
    const question = [sql, parameters];
    const read = async (): Promise<EvidenceRow[]> => {
      const pointers = await this.store.query<Pointer>(`${sql} LIMIT {size:UInt32} OFFSET {offset:UInt32}`, {
        ...parameters,
        size,
        offset: (page - 1) * size,
      });
      const described: EvidenceRow[] = [];
      for (let at = 0; at < pointers.length; at += AT_A_TIME)
        described.push(...(await this.describe(pointers.slice(at, at + AT_A_TIME))));
      return described;
    };
    const [count, rows] = await Promise.all([
      // Turning the page counts nothing anew.
      this.cache.recent(['counted', accounting, ...question], async () => {
        const [counted] = await this.store.query<{ n: number; counted: number }>(
          `SELECT count() AS n, ${COUNTED[accounting]} AS counted FROM (${sql})`,
          parameters,
        );
        return counted;
      }),
      size > AT_A_TIME ? read() : this.cache.recent(['rows', page, size, ...question], read),
    ]);
    return { total: count?.n ?? 0, counted: count?.counted ?? 0, page, size, rows };
  }

  private async describe(pointers: readonly Pointer[]): Promise<EvidenceRow[]> {
    const facts = new Map<string, FactRow>();
    for (const kind of new Set(pointers.map((pointer) => pointer.kind))) {
      for (const row of await this.facts(
        kind,
        pointers.filter((pointer) => pointer.kind === kind),
      )) {
        const [source, id] = identityOf(row);
        facts.set(`${kind}\u001f${source}\u001f${id}`, row);
      }
    }
    const [pseudonym, requirements, units, files, photosOf, compared] = await Promise.all([
      this.pseudonyms.naming(),
      this.names('SELECT code, name FROM requirements'),
      this.names('SELECT code, name FROM unit_paths'),
      this.fileNames([...new Set([...facts.values()].map((row) => row.batch))]),
      this.photos.of([...facts.values()].flatMap((row) => (row['photos'] ?? []) as string[])),
      comparedTexts(this.store, pointers),
    ]);
    return pointers.flatMap((pointer) => {
      const fact = facts.get(`${pointer.kind}\u001f${pointer.source}\u001f${pointer.external_id}`);
      if (!fact) return [];
      const parts = compared.get(comparedKey(pointer.signal, pointer.source, pointer.external_id));
      const eventTime = factKind(pointer.kind)?.eventTime ?? 'claimed_at';
      const requirement = fact.requirement_code ?? (pointer.kind === 'requirements' ? String(fact['code']) : '');
      return {
        kind: pointer.kind,
        source: fact.source ?? NAMED_BY_NUMBER,
        externalId: pointer.external_id,
        requirement,
        requirementName: requirements.get(requirement) ?? requirement,
        unit: pointer.unit,
        unitName: units.get(pointer.unit) ?? pointer.unit,
        cadre: fact.cadre_code ? pseudonym(fact.cadre_code) : '',
        at: String(fact[eventTime] ?? pointer.day),
        claimedAt: clock(fact['claimed_at']),
        capturedAt: clock(fact['captured_at'] ?? fact['opened_at']),
        uploadedAt: clock(fact['uploaded_at'] ?? fact['submitted_at']),
        ...(pointer.detector ? { detector: pointer.detector } : {}),
        ...(pointer.signal ? { signal: pointer.signal } : {}),
        ...(pointer.role ? { role: pointer.role } : {}),
        ...(pointer.excuse ? { excuse: pointer.excuse } : {}),
        ...(pointer.detail ? { detail: JSON.parse(pointer.detail) as Record<string, unknown> } : {}),
        ...(pointer.numerator !== undefined ? { numerator: pointer.numerator } : {}),
        ...(parts ? { parts } : {}),
        columns: shown(pointer.kind, fact, pseudonym),
        ...withPhotos(((fact['photos'] ?? []) as string[]).flatMap((ref) => photosOf.get(ref) ?? [])),
        file: fact.file,
        fileName: files.get(fact.batch) ?? fact.file,
        sheet: fact.sheet,
        line: fact.line,
      };
    });
  }

  private facts(kind: string, pointers: readonly Pointer[]): Promise<FactRow[]> {
    const columns = (factKind(kind)?.columns ?? []).map((column) => column.name);
    const dated = factKind(kind)?.eventTime === undefined ? '1' : 'day IN {days:Array(Date)}';
    const named = columns.includes('external_id')
      ? `(source, external_id) IN (SELECT k.1, k.2 FROM (SELECT arrayJoin(arrayZip({sources:Array(String)}, {ids:Array(String)})) AS k))`
      : 'fact_id IN (SELECT toUInt64OrZero(arrayJoin({ids:Array(String)})))';
    return this.store.query<FactRow>(
      `SELECT ${columns.map((name) => `\`${name}\``).join(', ')}, toString(fact_id) AS fact_number, file, sheet, line, batch FROM ${kind}
       WHERE ${dated} AND ${named}`,
      {
        days: [...new Set(pointers.flatMap(({ day, counted_on }) => [day, counted_on ?? day]))],
        sources: pointers.map((pointer) => pointer.source),
        ids: pointers.map((pointer) => pointer.external_id),
      },
    );
  }

  /** File names as given when loaded, by receipt. */
  private async fileNames(batches: readonly number[]): Promise<Map<number, string>> {
    const rows = await this.operations.read.findBy(Batch, { receipt: In([...batches]) });
    return new Map(rows.map((batch) => [batch.receipt, batch.path]));
  }

  private async names(sql: string): Promise<Map<string, string>> {
    return new Map((await this.store.query<{ code: string; name: string }>(sql)).map((row) => [row.code, row.name]));
  }
}

const withPhotos = (photos: EvidencePhoto[]): { photos?: EvidencePhoto[] } => (photos.length > 0 ? { photos } : {});

function identityOf(row: FactRow): [source: string, id: string] {
  return row.external_id === undefined ? ['', row.fact_number] : [row.source ?? '', row.external_id];
}

function clock(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
