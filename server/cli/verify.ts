import { VerificationService } from '../verification/verification.service.ts';
import type { Verb } from './verb.ts';

export const verify: Verb = {
  summary: {
    zh: '核对:存储、账目、台账、汇总与重算、原始文件、审计链',
    en: 'check storage, accounts, ledger, rollups, original files, audit chain',
  },
  usage: [''],
  run: async (invocation) => {
    const result = await (await invocation.open()).get(VerificationService, { strict: false }).verify();
    invocation.print(result, () =>
      result.checks
        .map((check) => {
          const problems = check.problems.map((problem) => `\n  ${problem[invocation.lang]}`).join('');
          return `${check.ok ? '✓' : '✗'} ${check.name} (${check.checked})${problems}`;
        })
        .join('\n'),
    );
    return result.ok ? 0 : 1;
  },
};
