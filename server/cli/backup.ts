import { resolve } from 'node:path';
import { makeBackup } from '../operations/backup.ts';
import { localActor } from './local-principal.ts';
import { UsageError, type Verb } from './verb.ts';

export const backup: Verb = {
  summary: { zh: '把两个库和原始文件备份为一个文件', en: 'save both stores and the original files as one file' },
  usage: ['FILE'],
  run: async (invocation) => {
    const [file, ...rest] = invocation.words;
    if (!file || rest.length > 0) throw new UsageError({ zh: '请写明备份文件名。', en: 'Name the backup file.' });
    await invocation.own();
    const result = await makeBackup(invocation.environment, resolve(file), localActor(), (share) =>
      invocation.progress(share, { zh: '正在备份', en: 'Backing up' }),
    );
    const said = {
      zh: `已备份 ${result.files} 个文件、${result.bytes} 字节到 ${result.file}`,
      en: `Saved ${result.files} files, ${result.bytes} bytes to ${result.file}`,
    };
    invocation.print(result, () => said[invocation.lang]);
    return 0;
  },
};
