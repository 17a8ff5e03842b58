/** One account a role for looking around, with passwords made at the first start of a demo. */
import { randomInt } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../access/accounts.ts';
import { OrgTree } from '../access/org-tree.ts';
import { ALL_UNITS } from '../access/scope.ts';
import { Role } from '../contract.ts';
import { z } from 'zod';

const TOWNSHIP_LEADER = 'leader-township';

const DemoAccount = z.object({ name: z.string(), role: Role, password: z.string() });
export type DemoAccount = z.infer<typeof DemoAccount>;

const NAMES: readonly { name: string; role: Role; unit: string }[] = [
  ...Role.options.map((role) => ({ name: role, role, unit: ALL_UNITS })),
  // Sees nothing until the demo county is there and one of its townships is given to it.
  { name: TOWNSHIP_LEADER, role: 'leader', unit: '' },
];

export const DEMO_NAMES: readonly string[] = NAMES.map(({ name }) => name);

// Without l, 1, o, 0: a password is read aloud or typed from a console.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

function newPassword(): string {
  const part = (): string => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${part()}-${part()}-${part()}`;
}

/**
 * Makes the accounts where the store has none at all; afterwards only reads them.
 * @returns [] when the store holds accounts that are not demo accounts
 */
export async function ensureDemoAccounts(accounts: Accounts, dataFolder: string): Promise<DemoAccount[]> {
  const file = join(dataFolder, 'demo-accounts.json');
  const known = await read(file);
  if (known.length === 0 && (await accounts.count()) > 0) return [];
  const made: DemoAccount[] =
    known.length > 0 ? known : NAMES.map(({ name, role }) => ({ name, role, password: newPassword() }));
  if (known.length === 0) {
    // Whole or not at all: half a file would be passwords nobody can read.
    await writeFile(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  await Promise.all(
    made.map(async ({ name, role, password }) => {
      const unit = NAMES.find((account) => account.name === name)?.unit ?? '';
      // The file is written first: a start that broke off here goes on where it was.
      if (!(await accounts.find(name))) await accounts.add({ name, role, password, unit }, 'demo');
    }),
  );
  return made;
}

/** Gives the township's leader of the demo accounts the first township, once there is one. */
@Injectable()
export class DemoTownship {
  constructor(
    private readonly accounts: Accounts,
    private readonly orgTree: OrgTree,
  ) {}

  async give(): Promise<void> {
    const account = await this.accounts.find(TOWNSHIP_LEADER);
    if (account?.unit !== '') return;
    this.orgTree.forget();
    const township = (await this.orgTree.units()).find(({ level }) => level === 'township');
    if (township) await this.accounts.setRole(TOWNSHIP_LEADER, 'leader', township.code, 'demo');
  }
}

async function read(file: string): Promise<DemoAccount[]> {
  try {
    return z.array(DemoAccount).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
