import { ComputationService } from '../indicators/computation.service.ts';
import { PreparedAnswers } from '../preparation/prepared-answers.ts';
import type { Verb } from './verb.ts';

export const compute: Verb = {
  summary: {
    zh: '更新信号、汇总、线索与规则判定',
    en: 'bring signals, rollups, findings and policy results up to date',
  },
  usage: ['[--full]'],
  options: { full: { type: 'boolean' } },
  run: async (invocation) => {
    const app = await invocation.open();
    const computation = app.get(ComputationService, { strict: false });
    const { partitions, signals, findings, rules, seconds } = await computation.compute({
      full: invocation.options['full'] === true,
      signal: invocation.signal,
      report: (_phase, share) => invocation.progress(share, { zh: '计算中', en: 'Computing' }),
    });
    await app.get(PreparedAnswers, { strict: false }).prepare({
      signal: invocation.signal,
      report: (share) => invocation.progress(share, { zh: '准备页面', en: 'Preparing the pages' }),
    });
    const said = {
      zh: `计算 ${partitions} 天,信号 ${signals} 条,线索 ${findings} 条,判定规则 ${rules} 项次,用时 ${seconds.toFixed(1)} 秒。`,
      en: `Computed ${partitions} days: ${signals} signals, ${findings} findings, ${rules} rules judged, in ${seconds.toFixed(1)} s.`,
    };
    invocation.print({ partitions, signals, findings, rules, seconds }, () => said[invocation.lang]);
    return 0;
  },
};
