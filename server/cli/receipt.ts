import { Receipts, receiptOf } from '../intake/receipts.ts';
import { UsageError, type Verb } from './verb.ts';

export const receipt: Verb = {
  summary: { zh: '按内容摘要查一个文件的回执', en: 'what became of a file, by its SHA-256' },
  usage: ['SHA256'],
  run: async (invocation) => {
    const [sha256, ...rest] = invocation.words;
    if (sha256 === undefined || rest.length > 0 || !/^[0-9a-fA-F]{64}$/.test(sha256))
      throw new UsageError({ zh: '请给出一个 64 位的 SHA-256。', en: 'Give one SHA-256 of 64 hexadecimal digits.' });
    const found = await (await invocation.open()).get(Receipts, { strict: false }).bySha256(sha256.toLowerCase());
    if (found.state === 'never-seen') {
      const said = { zh: '从未收到过这个文件。', en: 'This file was never seen.' };
      invocation.print(found, () => said[invocation.lang]);
      return 0;
    }
    const document = receiptOf(found);
    const { seen, accepted, amended, duplicate, rejected, state } = document;
    const said = {
      zh: `回执 ${document.receipt}(${state}):读到 ${seen},新增 ${accepted},更正 ${amended},重复 ${duplicate},退回 ${rejected}`,
      en: `Receipt ${document.receipt} (${state}): ${seen} seen, ${accepted} accepted, ${amended} amended, ${duplicate} duplicate, ${rejected} refused`,
    };
    const { lang } = invocation;
    const surprises = (document.profile?.surprises ?? []).map(({ words }) => `\n  ${words[lang]}`);
    const withdrawn = document.withdrawal ? `\n  ${document.withdrawal.by}: ${document.withdrawal.reason}` : '';
    invocation.print(document, () => `${said[lang]}${withdrawn}${surprises.join('')}`);
    return 0;
  },
};
