/** From a fact back to the record of the file it came from, as it stands there. */
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { factKind } from '../../metrics/facts.ts';
import { allows, type UnitScope } from '../access/scope.ts';
import type { Original } from '../contract.ts';
import { FactStore } from '../facts/fact-store.ts';
import { versionsTable } from '../facts/tables.ts';
import { generalRefusal, Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { BatchLoader } from './batch-loader.ts';
import { Batch } from './batch.entity.ts';
import { TemporaryFiles } from './decoded-twin.ts';
import { FileVault } from './file-vault.ts';
import type { OriginalRecord, Recognition } from './recognise/recognition.ts';

interface VersionRow {
  version: number;
  batch: number;
  file: string;
  sheet: string;
  line: number;
  cadre: string;
  unit: string;
}

/** Long records are cut for the page; the file itself is kept whole. */
const MOST_CHARACTERS = 20_000;

@Injectable()
export class OriginalRecords {
  constructor(
    private readonly store: FactStore,
    private readonly operations: Operations,
    private readonly vault: FileVault,
    private readonly loader: BatchLoader,
  ) {}

  /**
   * The newest version's record, and where the others are.
   * @throws Refusal 404 when there is no such fact within the scope; 410 `file-missing` when its file is gone
   */
  async of(kindName: string, source: string, externalId: string, scope: UnitScope): Promise<Original> {
    const versions = await this.versions(kindName, source, externalId);
    const newest = versions.at(-1);
    if (!newest || !(await this.mayOpen(newest, scope))) throw generalRefusal(404);
    const batches = new Map(
      (await this.operations.read.findBy(Batch, { receipt: In(versions.map((v) => v.batch)) })).map((batch) => [
        batch.receipt,
        batch,
      ]),
    );
    const batch = batches.get(newest.batch);
    if (!batch) throw generalRefusal(404);
    const record = await this.originalRecord(batch, newest.sheet, newest.line);
    return {
      file: batch.sha256,
      fileName: batch.path,
      sheet: newest.sheet,
      line: record.line,
      header: [...record.header],
      cells: record.cells.map((cell) => cell.slice(0, MOST_CHARACTERS)),
      text: record.text.slice(0, MOST_CHARACTERS),
      encoding: batch.encoding,
      format: batch.format,
      mapping: batch.mapping,
      batch: batch.receipt,
      loadedAt: shanghaiTime(batch.loadedAt ?? batch.receivedAt),
      version: newest.version,
      versions: versions.map((v) => {
        const loaded = batches.get(v.batch);
        return {
          version: v.version,
          batch: v.batch,
          file: v.file,
          line: v.line,
          loadedAt: loaded ? shanghaiTime(loaded.loadedAt ?? loaded.receivedAt) : '',
        };
      }),
    };
  }

  /** Reads the stored file up to one record. @throws Refusal 410 `file-missing` */
  async originalRecord(batch: Batch, sheet: string, record: number): Promise<OriginalRecord> {
    if (!(await this.vault.has(batch.sha256)))
      throw new Refusal(410, 'file-missing', {
        zh: '原始文件已不在数据目录中。',
        en: 'The original file is no longer in the data folder.',
      });
    const files = new TemporaryFiles(this.vault.temporaryFolder);
    try {
      const recognition: Recognition = await this.loader.recognise(
        this.vault.pathOf(batch.sha256),
        batch.path,
        batch.request,
        files,
      );
      for await (const original of recognition.originals())
        if (original.record === record && original.sheet === sheet) return original;
      throw generalRefusal(404);
    } finally {
      await files.dispose();
    }
  }

  private async versions(kindName: string, source: string, externalId: string): Promise<VersionRow[]> {
    const kind = factKind(kindName);
    if (!kind) throw generalRefusal(404);
    const has = (name: string): boolean => kind.columns.some((c) => c.name === name);
    // A kind without ids of its own: the fact's number (as evidence gives it), and all versions of its key.
    const key = kind.key.map((name) => `\`${name}\``).join(', ');
    const named = kind.key.includes('external_id')
      ? 'source = {source:String} AND external_id = {externalId:String}'
      : `(${key}) IN (SELECT ${key} FROM ${versionsTable(kind.kind)} WHERE fact_id = toUInt64OrZero({externalId:String}))`;
    return this.store.query<VersionRow>(
      `SELECT version, batch, file, sheet, line, ${has('cadre_code') ? 'cadre_code' : "''"} AS cadre, ${has('org_unit_code') ? 'org_unit_code' : "''"} AS unit
       FROM ${versionsTable(kind.kind)} WHERE ${named} ORDER BY version`,
      { source, externalId },
    );
  }

  /** Whoever sees part of the county opens only records of people and units in it. */
  private async mayOpen({ cadre, unit }: VersionRow, scope: UnitScope): Promise<boolean> {
    if (scope.all || (unit !== '' && allows(scope, unit))) return true;
    const [row] = await this.store.query<{ unit: string }>(
      'SELECT unit FROM cadre_units WHERE cadre_code = {cadre:String} LIMIT 1',
      { cadre },
    );
    return row !== undefined && allows(scope, row.unit);
  }
}
