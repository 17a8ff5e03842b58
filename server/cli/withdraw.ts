import { receiptOf } from '../intake/receipts.ts';
import { Withdrawals } from '../intake/withdrawals.ts';
import { WithdrawalRequest } from '../contract-intake.ts';
import { localPrincipal } from './local-principal.ts';
import { requiredText, UsageError, type Verb } from './verb.ts';

export const withdraw: Verb = {
  summary: {
    zh: '撤回一个批次(按收据号),由它算出的一切随之消失',
    en: 'take a batch back, and all that was computed from it',
  },
  usage: ['RECEIPT --reason TEXT'],
  options: { reason: { type: 'string' } },
  run: async (invocation) => {
    const [receipt, ...rest] = invocation.words;
    if (receipt === undefined || rest.length > 0 || !/^\d{1,10}$/.test(receipt))
      throw new UsageError({ zh: '请给出一个收据号。', en: 'Give the number of one receipt.' });
    const asked = WithdrawalRequest.safeParse({
      receipt: Number(receipt),
      reason: requiredText(invocation.options, 'reason'),
    });
    if (!asked.success) throw new UsageError({ zh: '原因须为 2 至 500 字。', en: 'A reason has 2 to 500 characters.' });
    const services = await invocation.open();
    const withdrawals = services.get(Withdrawals, { strict: false });
    const document = receiptOf(await withdrawals.withdraw(asked.data.receipt, asked.data.reason, localPrincipal()));
    const said = {
      zh: `收据 ${document.receipt}(${document.path})已撤回。运行 henjian compute 更新结果。`,
      en: `Receipt ${document.receipt} (${document.path}) is withdrawn. Run henjian compute to bring results up to date.`,
    };
    invocation.print(document, () => said[invocation.lang]);
    return 0;
  },
};
