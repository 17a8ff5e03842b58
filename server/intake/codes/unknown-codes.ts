/**
 * Codes in the facts that the directory does not know. Their rows are stored and counted, but lie under no unit and no
 * requirement until somebody says what the code is: a new entry of the directory, or one that is there already.
 */
import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Principal } from '../../access/principal.ts';
import { FactStore } from '../../facts/fact-store.ts';
import { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../http/problem.ts';
import { Batch, type BatchRequest } from '../batch.entity.ts';
import { FileVault } from '../file-vault.ts';
import { IntakeService } from '../intake.service.ts';
import { CodeLinks } from './code-links.ts';

export const DIRECTORY_OF = {
  cadre_code: 'cadres',
  requirement_code: 'requirements',
  org_unit_code: 'org_units',
} as const;
export type CodeColumn = keyof typeof DIRECTORY_OF;

const KINDS_WITH: Record<CodeColumn, readonly string[]> = {
  cadre_code: ['checkins', 'reports', 'tasks'],
  requirement_code: ['checkins', 'reports', 'tasks'],
  org_unit_code: ['tasks'],
};
const MOST_SHOWN = 200;

export interface UnknownCode {
  column: CodeColumn;
  source: string;
  code: string;
  rows: number;
  first: string;
  last: string;
}

interface Meaning {
  column: CodeColumn;
  source: string;
  written: string;
}

@Injectable()
export class UnknownCodes {
  constructor(
    private readonly store: FactStore,
    private readonly operations: Operations,
    private readonly links: CodeLinks,
    private readonly intake: IntakeService,
    private readonly vault: FileVault,
  ) {}

  /** The codes with most rows first; `total` counts all of them. */
  async list(): Promise<{ total: number; rows: UnknownCode[] }> {
    const looks = Object.entries(KINDS_WITH).flatMap(([column, kinds]) =>
      kinds.map(
        (kind) =>
          `SELECT '${column}' AS column, toString(source) AS source, toString(${column}) AS code, count() AS n, min(day) AS first, max(day) AS last
           FROM ${kind} WHERE ${column} != '' AND ${column} NOT IN (SELECT code FROM ${DIRECTORY_OF[column as CodeColumn]})
           GROUP BY source, code`,
      ),
    );
    const rows = await this.store.query<UnknownCode & { total: number }>(
      `SELECT column, source, code, sum(n) AS rows, toString(min(first)) AS first, toString(max(last)) AS last, count() OVER () AS total
       FROM (${looks.join(' UNION ALL ')}) GROUP BY column, source, code ORDER BY rows DESC, column, source, code LIMIT ${MOST_SHOWN}`,
    );
    return { total: rows[0]?.total ?? 0, rows };
  }

  /** A new entry of the directory, loaded like a file of one row; its receipt says what was wrong with it, if anything. */
  async create(column: CodeColumn, entry: Record<string, unknown>, caller: Principal): Promise<Batch> {
    const kind = DIRECTORY_OF[column];
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    const batch = await this.intake.register(await this.vault.put(Readable.from([line])), {
      path: `${kind}-${String(entry['code']).replace(/[^\p{L}\p{N}._-]+/gu, '_')}.ndjson`,
      request: { as: kind },
      sender: { id: caller.id, name: caller.name },
    });
    return this.intake.load(batch);
  }

  /**
   * From now on the code is read as another one; rows that wait under it are read again from their files, as amendments.
   * Broken off, it goes on when asked again. @throws Refusal 422 when the directory does not know `meant` either
   */
  async link({ column, source, written }: Meaning, meant: string, caller: Principal): Promise<Batch[]> {
    const [known] = await this.store.query<{ n: number }>(
      `SELECT count() AS n FROM ${DIRECTORY_OF[column]} WHERE code = {meant:String}`,
      { meant },
    );
    if (!known?.n || meant === written)
      throw new Refusal(422, 'unknown-code', {
        zh: `名录中没有编码 ${meant}。`,
        en: `The directory has no code ${meant}.`,
      });
    await this.links.save({ column, source, written, meant, createdBy: caller.name });
    return this.readAgain({ column, source, written }, written, '', caller);
  }

  /** The code means itself again. */
  async unlink(id: number, caller: Principal): Promise<Batch[]> {
    const link = await this.links.find(id);
    if (!link) throw new Refusal(404, 'not-found', { zh: '没有这条对应关系。', en: 'There is no such link.' });
    await this.links.remove(id);
    const { source, written, meant, createdAt } = link;
    return this.readAgain({ column: link.column as CodeColumn, source, written }, meant, createdAt, caller);
  }

  /** @param since instant before which no batch can have read the code as another */
  private async readAgain(
    { column, source, written }: Meaning,
    now: string,
    since: string,
    caller: Principal,
  ): Promise<Batch[]> {
    const done: Batch[] = [];
    for (const kind of KINDS_WITH[column]) {
      const rows = await this.store.query<{ batch: number }>(
        `SELECT DISTINCT batch FROM ${kind} WHERE source = {source:String} AND ${column} = {now:String} ORDER BY batch`,
        { source, now },
      );
      for (const { batch: of } of rows) {
        const before = await this.operations.read.findOneBy(Batch, { receipt: of });
        if (!before || before.receivedAt < since) continue;
        const request: BatchRequest = { ...before.request, waiting: { of, column, source, written, now } };
        const file = { sha256: before.sha256, bytes: before.bytes };
        const again = await this.intake.register(file, {
          path: before.path,
          request,
          sender: { id: caller.id, name: caller.name },
        });
        done.push(await this.intake.load(again));
      }
    }
    return done;
  }
}
