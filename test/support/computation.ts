/** The computation on a test's facts; what is set for rules lies in an operations store of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Audit } from '../../server/access/audit.ts';
import { readEnvironment } from '../../server/environment.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { FindingsComputation } from '../../server/findings/findings-computation.ts';
import { ComputationService } from '../../server/indicators/computation.service.ts';
import { Operations } from '../../server/operations/operations.ts';
import { PolicyComputation } from '../../server/policy/policy-computation.ts';
import { RuleSettings } from '../../server/policy/rule-settings.ts';

export async function openComputation(
  store: FactStore,
): Promise<{ computation: ComputationService; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'henjian-rules-'));
  const environment = readEnvironment({ HENJIAN_DATA: folder });
  const operations = await Operations.open(environment);
  const settings = new RuleSettings(operations, new Audit(operations, environment));
  const policy = new PolicyComputation(store, settings);
  return {
    computation: new ComputationService(store, new FindingsComputation(store), policy),
    close: async () => {
      await operations.onApplicationShutdown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
