import { randomBytes } from 'node:crypto';
import { Accounts } from '../access/accounts.ts';
import { ALL_UNITS } from '../access/scope.ts';
import { Role } from '../contract.ts';
import { localActor } from './local-principal.ts';
import { readStandardInput } from './standard-input.ts';
import { requiredText, textOption, UsageError, type Invocation, type Verb } from './verb.ts';

function roleOf(text: string): Role {
  const role = Role.safeParse(text);
  if (role.success) return role.data;
  const choices = Role.options.join(' ');
  throw new UsageError({ zh: `角色应为:${choices}。`, en: `A role is one of: ${choices}.` });
}

async function passwordFor({ options }: Invocation): Promise<{ password: string; made: boolean }> {
  if (options['password-stdin'] !== true) return { password: randomBytes(15).toString('base64url'), made: true };
  return { password: await readStandardInput(), made: false };
}

export const user: Verb = {
  summary: { zh: '管理用户:新增、停用、换角色', en: 'manage users: add, disable, change role' },
  usage: [
    `add NAME --role ROLE --unit CODE|${ALL_UNITS} [--password-stdin]`,
    'disable NAME',
    `role NAME --role ROLE [--unit CODE|${ALL_UNITS}]`,
  ],
  options: { role: { type: 'string' }, unit: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
  run: async (invocation) => {
    const [act, name, ...rest] = invocation.words;
    if (!act || !name || rest.length > 0 || !['add', 'disable', 'role'].includes(act))
      throw new UsageError({
        zh: '请写明 add、disable 或 role 和一个用户名。',
        en: 'Name add, disable or role, and one user.',
      });
    const actor = localActor();
    if (act === 'disable') {
      const accounts = (await invocation.open()).get(Accounts, { strict: false });
      await accounts.disable(name, actor);
      const said = { zh: `已停用 ${name},其会话已全部结束。`, en: `Disabled ${name}; all sessions of it have ended.` };
      invocation.print({ name, disabled: true }, () => said[invocation.lang]);
      return 0;
    }
    const role = roleOf(requiredText(invocation.options, 'role'));
    if (act === 'role') {
      const unit = textOption(invocation.options, 'unit');
      const accounts = (await invocation.open()).get(Accounts, { strict: false });
      await accounts.setRole(name, role, unit, actor);
      const said = { zh: `${name} 的角色已改为 ${role}。`, en: `${name} now has the role ${role}.` };
      invocation.print({ name, role, ...(unit === undefined ? {} : { unit }) }, () => said[invocation.lang]);
      return 0;
    }
    const unit = requiredText(invocation.options, 'unit');
    const { password, made } = await passwordFor(invocation);
    const accounts = (await invocation.open()).get(Accounts, { strict: false });
    await accounts.add({ name, password, role, unit }, actor);
    // A password that was made here is shown this once; one that was typed in is known already.
    invocation.print({ name, role, unit, ...(made ? { password } : {}) }, () => {
      const added = { zh: `已新增 ${name}(${role},${unit})。`, en: `Added ${name} (${role}, ${unit}).` }[
        invocation.lang
      ];
      const shown = { zh: `初始密码(只显示一次):${password}`, en: `Password (shown once): ${password}` }[
        invocation.lang
      ];
      return made ? `${added}\n${shown}` : added;
    });
    return 0;
  },
};
