/** Who may call a route. Deny by default: a route without one of these is refused, and a test fails. */
import { SetMetadata, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '../contract.ts';

/** A role of a signed-in person, or `token`: a machine's bearer token (limit what it sees to its `source`). */
export type Audience = Role | 'token';

export type Policy = { open: 'public' } | { open: 'loopback' } | { open: 'no'; audience: readonly Audience[] };

const POLICY = 'henjian:policy';

export const Allow = (...audience: [Audience, ...Audience[]]) =>
  SetMetadata(POLICY, { open: 'no', audience } satisfies Policy);
/** Anyone, signed in or not. */
export const Public = () => SetMetadata(POLICY, { open: 'public' } satisfies Policy);
/** A caller on this machine, or anyone signed in. */
export const LoopbackOrSignedIn = () => SetMetadata(POLICY, { open: 'loopback' } satisfies Policy);

const reflector = new Reflector();

export function policyOf(handler: object, controller: Type): Policy | undefined {
  return reflector.getAllAndOverride<Policy | undefined>(POLICY, [handler as Type, controller]);
}
