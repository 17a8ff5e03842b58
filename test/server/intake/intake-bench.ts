/** The intake wired to a real engine and a real operations store in a temporary folder. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Audit } from '../../../server/access/audit.ts';
import { readEnvironment } from '../../../server/environment.ts';
import type { FactStore } from '../../../server/facts/fact-store.ts';
import { BatchProfiles } from '../../../server/intake/profiles/batch-profiles.ts';
import { BatchLoader } from '../../../server/intake/batch-loader.ts';
import type { Batch, BatchRequest } from '../../../server/intake/batch.entity.ts';
import { CodeLinks } from '../../../server/intake/codes/code-links.ts';
import { FileVault } from '../../../server/intake/file-vault.ts';
import { FormLabelFiles } from '../../../server/intake/form-labels.ts';
import { IntakeService } from '../../../server/intake/intake.service.ts';
import { Mappings } from '../../../server/intake/mappings.ts';
import { OriginalRecords } from '../../../server/intake/original-records.ts';
import { Receipts } from '../../../server/intake/receipts.ts';
import { RefusedRows } from '../../../server/intake/refused-rows.ts';
import { Heirs } from '../../../server/intake/heirs.ts';
import { Withdrawals } from '../../../server/intake/withdrawals.ts';
import { Operations } from '../../../server/operations/operations.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

export interface IntakeBench {
  folder: string;
  store: FactStore;
  operations: Operations;
  vault: FileVault;
  intake: IntakeService;
  mappings: Mappings;
  receipts: Receipts;
  refused: RefusedRows;
  loader: BatchLoader;
  withdrawals: Withdrawals;
  originals: OriginalRecords;
  /** Loads a text or bytes as a file of that name. */
  load(name: string, content: string | Uint8Array, request?: BatchRequest): Promise<Batch>;
  loadFile(path: string, request?: BatchRequest): Promise<Batch>;
  refusedCsv(batch: Batch): Promise<string>;
  close(): Promise<void>;
}

export const SENDER = { id: 'local:test', name: 'test' };

export async function openIntake(): Promise<IntakeBench> {
  const folder = await mkdtemp(join(tmpdir(), 'henjian-intake-'));
  const environment = readEnvironment({ HENJIAN_DATA: folder, HENJIAN_DEMO: 'off' });
  const { store, close } = await openTestFactStore();
  const operations = await Operations.open(environment);
  const audit = new Audit(operations, environment);
  const vault = new FileVault(environment);
  const mappings = new Mappings(operations);
  const loader = new BatchLoader(
    store,
    mappings,
    new CodeLinks(operations),
    new FormLabelFiles(store, vault),
    new BatchProfiles(store, operations),
  );
  const intake = new IntakeService(operations, store, vault, loader, audit);
  const refused = new RefusedRows(store, vault, loader);
  const heirs = new Heirs(operations, store, vault, loader, audit);
  const withdrawals = new Withdrawals(operations, store, intake, heirs, audit);
  const loadFile: IntakeBench['loadFile'] = async (path, request = {}) => {
    const batch = await intake.register(await vault.putFile(path), { path, request, sender: SENDER });
    return intake.load(batch);
  };
  return {
    folder,
    store,
    operations,
    vault,
    intake,
    mappings,
    refused,
    loader,
    withdrawals,
    loadFile,
    receipts: new Receipts(operations),
    originals: new OriginalRecords(store, operations, vault, loader),
    load: async (name, content, request) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return loadFile(path, request);
    },
    refusedCsv: async (batch) => {
      let text = '';
      for await (const piece of refused.csv(batch)) text += piece;
      return text;
    },
    close: async () => {
      await operations.onApplicationShutdown();
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** seen, accepted, amended, duplicate, rejected */
export const countsOf = ({ seen, accepted, amended, duplicate, rejected }: Batch): number[] => [
  seen,
  accepted,
  amended,
  duplicate,
  rejected,
];

export const SHARED = resolve('../shared/fixtures');

/** Tests on real files that live beside the repository; without them they are skipped unread, and say so. */
export function whenShared(name: string, tests: () => void): void {
  if (existsSync(SHARED)) describe(name, tests);
  else it.skip(`${name} (skipped: ${SHARED} is not there)`, () => undefined);
}
