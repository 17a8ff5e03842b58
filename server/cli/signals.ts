import { Audit } from '../access/audit.ts';
import { Sessions } from '../access/sessions.ts';
import { SignalsService } from '../findings/signals.service.ts';
import { Refusal } from '../http/problem.ts';
import { readStandardInput } from './standard-input.ts';
import { requiredText, textOption, type Invocation, type Verb } from './verb.ts';

export const signals: Verb = {
  summary: { zh: '逐条输出信号', en: 'stream the signals' },
  usage: ['[--detector ID] [--from DAY] [--to DAY]', '... --identify --user AUDITOR < password'],
  options: {
    detector: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    identify: { type: 'boolean' },
    user: { type: 'string' },
  },
  run: async (invocation) => {
    const identify = invocation.options['identify'] === true;
    const filter = {
      detector: textOption(invocation.options, 'detector'),
      from: textOption(invocation.options, 'from'),
      to: textOption(invocation.options, 'to'),
    };
    const services = await invocation.open();
    if (identify) await requireAuditor(invocation, filter);
    for await (const row of services.get(SignalsService, { strict: false }).stream(filter, identify)) {
      await invocation.printRow(row, () => `${row.detector}\t${row.at}\t${row.requirement}\t${row.unit}\t${row.cadre}`);
    }
    return 0;
  },
};

/** Codes of people are for an auditor who proves to be one; that it happened is kept. */
async function requireAuditor(invocation: Invocation, filter: Record<string, string | undefined>): Promise<void> {
  const name = requiredText(invocation.options, 'user');
  const services = await invocation.open();
  const sessions = services.get(Sessions, { strict: false });
  const { session } = await sessions.login(name, await readStandardInput(), 'local');
  await sessions.logout(session.hash, name);
  if (session.principal.role !== 'auditor') {
    throw new Refusal(403, 'not-allowed', {
      zh: '只有审计角色可以查看人员编码。',
      en: 'Only an auditor may see the codes of people.',
    });
  }
  await services
    .get(Audit, { strict: false })
    .write({ actor: name, action: 'cadres-identified', object: 'signals', detail: filter });
}
