import { userInfo } from 'node:os';
import type { Principal } from '../access/principal.ts';
import { ALL_UNITS } from '../access/scope.ts';

/** Whoever has the data folder in hand: the operating system decided that already. */
export function localPrincipal(): Principal {
  const name = localActor();
  return { kind: 'local', id: name, name, role: null, unit: ALL_UNITS, source: null };
}

/** As the audit log names it: `local:alice`. */
export function localActor(): string {
  try {
    return `local:${userInfo().username}`;
  } catch {
    // A container may run under a number without a name.
    return `local:${process.getuid?.() ?? 'unknown'}`;
  }
}
