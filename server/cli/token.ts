import { Tokens } from '../access/tokens.ts';
import { localActor } from './local-principal.ts';
import { requiredText, UsageError, type Verb } from './verb.ts';

export const token: Verb = {
  summary: { zh: '管理机器令牌(每个限一个来源)', en: 'manage the tokens of machines, each for one source' },
  usage: ['add NAME --source CODE', 'revoke NAME'],
  options: { source: { type: 'string' } },
  run: async (invocation) => {
    const [act, name, ...rest] = invocation.words;
    if (!act || !name || rest.length > 0 || !['add', 'revoke'].includes(act))
      throw new UsageError({ zh: '请写明 add 或 revoke 和一个令牌名。', en: 'Name add or revoke, and one token.' });
    if (act === 'add') {
      const source = requiredText(invocation.options, 'source');
      const tokens = (await invocation.open()).get(Tokens, { strict: false });
      const secret = await tokens.add(name, source, localActor());
      const said = { zh: `令牌(只显示一次):${secret}`, en: `Token (shown once): ${secret}` };
      invocation.print({ name, source, token: secret }, () => said[invocation.lang]);
      return 0;
    }
    const tokens = (await invocation.open()).get(Tokens, { strict: false });
    await tokens.revoke(name, localActor());
    const said = { zh: `已吊销令牌 ${name}。`, en: `Revoked token ${name}.` };
    invocation.print({ name, revoked: true }, () => said[invocation.lang]);
    return 0;
  },
};
