import { DemoWorlds, demoPhase } from '../operations/demo.ts';
import { UsageError, type Verb } from './verb.ts';

export const demo: Verb = {
  summary: { zh: '生成、导入并计算一个示例世界', en: 'make, load and compute a world with known answers' },
  usage: ['WORLD'],
  run: async (invocation) => {
    const [world, ...rest] = invocation.words;
    if (!world || rest.length > 0)
      throw new UsageError({
        zh: '请写明一个世界,如 demo-county 或 honest-county。',
        en: 'Name one world, e.g. demo-county or honest-county.',
      });
    const worlds = (await invocation.open()).get(DemoWorlds, { strict: false });
    const made = await worlds.prepare(
      world,
      (report) => invocation.progress(report.share ?? null, demoPhase(report)),
      invocation.signal,
    );
    const said = {
      zh: `${made.world}:导入 ${made.files} 个文件、${made.rows} 行,得到 ${made.signals} 条信号、${made.findings} 条线索,用时 ${made.seconds.toFixed(1)} 秒。`,
      en: `${made.world}: ${made.files} files, ${made.rows} rows, ${made.signals} signals, ${made.findings} findings in ${made.seconds.toFixed(1)} s.`,
    };
    invocation.print(made, () => said[invocation.lang]);
    return 0;
  },
};
