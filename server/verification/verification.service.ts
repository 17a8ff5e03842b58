/** Checks that nothing was lost, doubled or changed: stored tables, accounts, ledger, rollups, files, audit chain. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Words } from '../../metrics/columns.ts';
import { FACT_KINDS } from '../../metrics/facts.ts';
import { Audit } from '../access/audit.ts';
import { Environment } from '../environment.ts';
import { FactStore } from '../facts/fact-store.ts';
import { factKeySql } from '../facts/tables.ts';
import { Batch } from '../intake/batch.entity.ts';
import { Operations } from '../operations/operations.ts';
import { explain } from '../explain.ts';
import { RollupCheck } from './rollup-check.ts';
import { checkStorage } from './storage-check.ts';

export type CheckName = 'storage' | 'accounting' | 'ledger' | 'rollups' | 'files' | 'audit';

export interface Check {
  name: CheckName;
  ok: boolean;
  /** What was looked at: parts of tables, batches, rows, days, files, acts. */
  checked: number;
  problems: Words[];
}

export interface VerificationResult {
  ok: boolean;
  checks: Check[];
  seconds: number;
}

/** A page of problems is enough to know that something is wrong. */
const MOST_PROBLEMS = 20;

@Injectable()
export class VerificationService {
  constructor(
    private readonly store: FactStore,
    private readonly operations: Operations,
    private readonly environment: Environment,
    private readonly audit: Audit,
    private readonly rollups: RollupCheck,
  ) {}

  async verify(): Promise<VerificationResult> {
    const started = Date.now();
    const checks = [
      await checked('storage', () => this.storage()),
      await checked('accounting', () => this.accounting()),
      await checked('ledger', () => this.ledger()),
      await checked('rollups', () => this.recomputation()),
      await checked('files', () => this.files()),
      await checked('audit', () => this.chain()),
    ];
    return { ok: checks.every((check) => check.ok), checks, seconds: (Date.now() - started) / 1000 };
  }

  /** The bytes of the tables are still those that were written. */
  private async storage(): Promise<Check> {
    const { parts, damaged } = await checkStorage(this.store);
    return check(
      'storage',
      parts,
      damaged.map(({ table, part, message }) => ({
        zh: `表 ${table} 的数据块 ${part} 已损坏(${message})`,
        en: `Part ${part} of the table ${table} is damaged (${message})`,
      })),
    );
  }

  /** `seen = accepted + amended + duplicate + rejected` per batch, and the stores hold as many rows as the receipts say. */
  private async accounting(): Promise<Check> {
    const batches = await this.operations.read.findBy(Batch, { state: 'loaded' });
    const stored = await this.store.query<{ batch: number; n: number }>(
      `SELECT batch, count() AS n FROM (${FACT_KINDS.map(({ kind }) => `SELECT batch FROM ${kind}_versions`).join(' UNION ALL ')})
       GROUP BY batch`,
    );
    const refused = await this.store.query<{ batch: number; n: number }>(
      'SELECT batch, uniqExact(sheet, line) AS n FROM refused GROUP BY batch',
    );
    const rowsOf = new Map(stored.map((row) => [row.batch, row.n]));
    const refusedOf = new Map(refused.map((row) => [row.batch, row.n]));
    const problems = batches.flatMap((batch) => {
      const { receipt, seen, accepted, amended, duplicate, rejected } = batch;
      const found: Words[] = [];
      if (seen !== accepted + amended + duplicate + rejected) {
        found.push({
          zh: `回执 ${receipt}: 读到 ${seen} 行,去向合计 ${accepted + amended + duplicate + rejected} 行`,
          en: `Receipt ${receipt}: ${seen} rows seen, ${accepted + amended + duplicate + rejected} accounted for`,
        });
      }
      const kept = rowsOf.get(receipt) ?? 0;
      if (kept !== accepted + amended) {
        found.push({
          zh: `回执 ${receipt}: 应存 ${accepted + amended} 行,实存 ${kept} 行`,
          en: `Receipt ${receipt}: ${accepted + amended} rows taken, ${kept} stored`,
        });
      }
      const turnedAway = refusedOf.get(receipt) ?? 0;
      if (turnedAway !== rejected) {
        found.push({
          zh: `回执 ${receipt}: 退回 ${rejected} 行,留存 ${turnedAway} 行`,
          en: `Receipt ${receipt}: ${rejected} rows refused, ${turnedAway} kept to hand back`,
        });
      }
      return found;
    });
    const all = await this.operations.read.find(Batch, { select: { receipt: true, state: true } });
    const states = new Map(all.map(({ receipt, state }) => [receipt, state]));
    for (const batch of rowsOf.keys()) {
      const state = states.get(batch);
      if (state === undefined)
        problems.push({ zh: `批次 ${batch} 有数据而无回执`, en: `Batch ${batch} has rows but no receipt` });
      // One that a crash interrupted may: its rows go before anything else is loaded.
      else if (state === 'refused' || state === 'cancelled' || state === 'withdrawn')
        problems.push({
          zh: `回执 ${batch} 未导入(${state})而有数据`,
          en: `Receipt ${batch} is ${state} but has rows`,
        });
    }
    return check('accounting', batches.length, problems);
  }

  /** Every key has one current version, and the ledger knows exactly the versions that are stored. */
  private async ledger(): Promise<Check> {
    const problems: Words[] = [];
    let rows = 0;
    for (const kind of FACT_KINDS) {
      const [counts] = await this.store.query<{ versions: number; keys: number; current: number; known: number }>(
        `SELECT (SELECT count() FROM ${kind.kind}_versions) AS versions,
           (SELECT uniqExact(${factKeySql(kind)}) FROM ${kind.kind}_versions) AS keys,
           (SELECT count() FROM ${kind.kind}) AS current,
           (SELECT count() FROM seen WHERE kind = '${kind.kind}') AS known`,
      );
      if (!counts) continue;
      rows += counts.versions;
      if (counts.current !== counts.keys) {
        problems.push({
          zh: `${kind.kind}: ${counts.keys} 个记录号,现行 ${counts.current} 行`,
          en: `${kind.kind}: ${counts.keys} keys but ${counts.current} current rows`,
        });
      }
      if (counts.known !== counts.versions) {
        problems.push({
          zh: `${kind.kind}: 存 ${counts.versions} 个版本,台账 ${counts.known} 个`,
          en: `${kind.kind}: ${counts.versions} versions stored, ${counts.known} in the ledger`,
        });
      }
    }
    return check('ledger', rows, problems);
  }

  private async recomputation(): Promise<Check> {
    const { days, differences } = await this.rollups.compare();
    return check(
      'rollups',
      days,
      differences.map(({ definition, day }) => ({
        zh: `${definition} 在 ${day} 的结果与重算不一致`,
        en: `${definition} on ${day} differs from its recomputation`,
      })),
    );
  }

  /** The bytes that were accepted are still the bytes that are kept. */
  private async files(): Promise<Check> {
    const batches = await this.operations.read.find(Batch, { select: { receipt: true, sha256: true } });
    const digests = [...new Set(batches.map((batch) => batch.sha256))];
    const problems: Words[] = [];
    for (const sha256 of digests) {
      const found = await digestOf(join(this.environment.dataFolder, 'files', sha256));
      if (found === sha256) continue;
      problems.push(
        found === undefined
          ? { zh: `原始文件 ${sha256} 不见了`, en: `The original file ${sha256} is gone` }
          : { zh: `原始文件 ${sha256} 已被改动`, en: `The original file ${sha256} was changed` },
      );
    }
    return check('files', digests.length, problems);
  }

  private async chain(): Promise<Check> {
    const verdict = await this.audit.verifyAudit();
    const { rows, fault } = verdict;
    return check(
      'audit',
      rows,
      fault === null
        ? []
        : [
            {
              zh: `审计链第 ${fault.position} 条处有改动(${fault.fault})`,
              en: `The audit chain is ${fault.fault} at position ${fault.position}`,
            },
          ],
    );
  }
}

/** What cannot be looked at is not in order either; the other checks still say what they find. */
async function checked(name: CheckName, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    const words = { zh: explain(error, 'zh'), en: explain(error, 'en') };
    return check(name, 0, [{ zh: `无法核对:${words.zh}`, en: `Cannot be checked: ${words.en}` }]);
  }
}

function check(name: CheckName, checked: number, problems: readonly Words[]): Check {
  return { name, ok: problems.length === 0, checked, problems: problems.slice(0, MOST_PROBLEMS) };
}

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}
