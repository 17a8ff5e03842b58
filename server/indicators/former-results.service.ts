/** Reads what a definition said in its former versions, within the caller's units. */
import { Injectable } from '@nestjs/common';
import { readsTimeModel } from '../../metrics/burden/time-model.ts';
import { catalogue } from '../../metrics/catalogue.ts';
import type { AnyDefinition } from '../../metrics/definition.ts';
import type { TimeNumbers } from '../contract-time-model.ts';
import type { DefinitionVersion, DefinitionVersions, FormerResults } from '../contract-versions.ts';
import { FactStore } from '../facts/fact-store.ts';
import { Refusal } from '../http/problem.ts';
import { catalogueItem } from './catalogue-item.ts';
import { computedDefinitions } from './computed-definitions.ts';
import { unknownIndicator } from './refusals.ts';
import type { Statement } from './statements.ts';

interface Kept {
  version: number;
  computation: number;
  computed_at: string | null;
  kept_at: string;
  definition: string;
  /** Edition of the time model, where it reads one. */
  model: number | null;
}

/** Figures and findings in one answer. */
const MOST_ROWS = 5000;

@Injectable()
export class FormerResultsService {
  constructor(private readonly store: FactStore) {}

  /** The current version first, then the former ones of which results are kept, the last first. */
  async versions(id: string): Promise<DefinitionVersions> {
    const definition = known(id);
    const [kept, computed, models] = await Promise.all([
      this.kept(id),
      computedDefinitions(this.store),
      this.timeModels(),
    ]);
    const model = readsTimeModel(definition) ? models.present : null;
    const now = {
      ...item(definition),
      current: true,
      keptAt: null,
      computedAt: null,
      timeModel: models.of(model),
    };
    const former = kept
      .filter((row) => row.version !== definition.version || row.model !== model)
      .map((row): DefinitionVersion => {
        const text = row.definition === '' ? null : item(JSON.parse(row.definition) as AnyDefinition);
        return {
          ...(text ?? { formula: null, sql: null }),
          version: row.version,
          current: false,
          computedAt: row.computed_at,
          keptAt: row.kept_at,
          timeModel: models.of(row.model),
        };
      });
    const running = computed.get(id);
    return { computed: running?.version ?? null, rows: [now, ...former] };
  }

  /**
   * @param model edition of the time model; undefined = whichever it was computed with last
   * @param scope a condition on `e.unit`; figures of all units ('') only for whoever sees all
   */
  async results(
    id: string,
    { version, model }: { version: number; model: number | undefined },
    scope: Statement,
    all: boolean,
  ): Promise<FormerResults> {
    known(id);
    const row = (await this.kept(id)).find(
      (one) => one.version === version && (model === undefined || one.model === model),
    );
    if (!row) throw unknownVersion(id, version);
    const of = { ...scope.parameters, id, version, computation: row.computation };
    const mine = `e.id = {id:String} AND e.version = {version:UInt16} AND e.computation = {computation:UInt32}
      AND ${all ? '1' : `e.unit != '' AND ${scope.sql}`}`;
    const [figures, findings, requirements, units] = await Promise.all([
      this.store.query<FormerResults['figures'][number]>(
        `SELECT formatDateTime(e.month, '%Y-%m') AS period, toString(e.requirement) AS requirement, toString(e.unit) AS unit, e.value AS value,
           e.numerator AS numerator, e.denominator AS denominator, e.n AS n, e.low AS low, e.high AS high, toString(e.reason) AS reason
         FROM former_figures e WHERE ${mine} ORDER BY e.requirement != '', e.unit != '', e.month DESC, e.requirement, e.unit LIMIT ${MOST_ROWS}`,
        of,
      ),
      this.store.query<FormerResults['findings'][number]>(
        `SELECT formatDateTime(e.month, '%Y-%m') AS period, e.finding AS finding, toString(e.requirement) AS requirement,
           toString(e.unit) AS unit, toString(e.status) AS status, e.observed AS observed, e.n AS n, e.q AS q
         FROM former_findings e WHERE ${mine} ORDER BY e.month DESC, e.q LIMIT ${MOST_ROWS}`,
        of,
      ),
      this.names('SELECT code, name FROM requirements'),
      this.names('SELECT code, name FROM unit_paths'),
    ]);
    const named = <T extends { requirement: string; unit: string }>(one: T) => ({
      ...one,
      requirementName: requirements.get(one.requirement) ?? one.requirement,
      unitName: units.get(one.unit) ?? one.unit,
    });
    return { version, computedAt: row.computed_at, figures: figures.map(named), findings: findings.map(named) };
  }

  /** Each version with each time model once: as it was computed last. */
  private kept(id: string): Promise<Kept[]> {
    return this.store.query<Kept>(
      `SELECT version, computation, toString(v.computed_at) AS computed_at, toString(v.kept_at) AS kept_at, definition, model
       FROM former_versions v WHERE id = {id:String} ORDER BY computation DESC LIMIT 1 BY version, model`,
      { id },
    );
  }

  /** Every edition there ever was, the newest the present one. */
  private async timeModels() {
    const rows = await this.store.query<TimeNumbers & { edition: number }>(
      'SELECT * EXCEPT made FROM time_model_rows ORDER BY made DESC',
    );
    const byEdition = new Map(rows.map(({ edition, ...numbers }) => [edition, { edition, numbers }]));
    return {
      present: rows[0]?.edition ?? 0,
      of: (edition: number | null) => (edition === null ? null : (byEdition.get(edition) ?? null)),
    };
  }

  private async names(sql: string): Promise<Map<string, string>> {
    return new Map((await this.store.query<{ code: string; name: string }>(sql)).map((row) => [row.code, row.name]));
  }
}

function item(definition: AnyDefinition): Pick<DefinitionVersion, 'version' | 'formula' | 'sql'> {
  const { version, formula, sql } = catalogueItem(definition);
  return { version, formula, sql };
}

function known(id: string): AnyDefinition {
  const definition = catalogue.find((one) => one.id === id);
  if (!definition) throw unknownIndicator(id);
  return definition;
}

const unknownVersion = (id: string, version: number) =>
  new Refusal(404, 'unknown-version', {
    zh: `没有保留 ${id} 第 ${version} 版的结果。`,
    en: `No results of version ${version} of ${id} are kept.`,
  });
