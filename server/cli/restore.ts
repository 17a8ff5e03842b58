import { resolve } from 'node:path';
import { restoreBackup } from '../operations/backup.ts';
import { localActor } from './local-principal.ts';
import { UsageError, type Verb } from './verb.ts';

export const restore: Verb = {
  summary: { zh: '从备份文件恢复', en: 'bring back what a backup holds' },
  usage: ['FILE [--replace]'],
  options: { replace: { type: 'boolean' } },
  run: async (invocation) => {
    const [file, ...rest] = invocation.words;
    if (!file || rest.length > 0) throw new UsageError({ zh: '请写明备份文件名。', en: 'Name the backup file.' });
    await invocation.own();
    const replace = invocation.options.replace === true;
    const result = await restoreBackup(invocation.environment, resolve(file), localActor(), replace, (share) =>
      invocation.progress(share, { zh: '正在恢复', en: 'Restoring' }),
    );
    const said = {
      zh: `已恢复 ${result.at} 的备份:${result.files} 个文件,内容均与清单相符。`,
      en: `Restored the backup of ${result.at}: ${result.files} files, all as listed.`,
    };
    const kept = {
      zh: `原有数据保留在 ${result.before}`,
      en: `The data that was there before is kept in ${result.before}`,
    };
    invocation.print(result, () =>
      [said[invocation.lang], ...(result.before ? [kept[invocation.lang]] : [])].join('\n'),
    );
    if (!result.audit.fault) return 0;
    invocation.say({
      zh: `注意:备份中的审计链自第 ${result.audit.fault.position} 条起不完整(${result.audit.fault.fault})。`,
      en: `Note: the audit chain in the backup is broken from entry ${result.audit.fault.position} on (${result.audit.fault.fault}).`,
    });
    return 1;
  },
};
