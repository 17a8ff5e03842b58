import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Role } from '../contract.ts';
import { generalRefusal } from '../http/problem.ts';
import type { UnitScope } from './scope.ts';

/** Who acts. */
export interface Principal {
  /** A signed-in person, a machine's token, or somebody with the files in hand at the command line. */
  kind: 'user' | 'token' | 'local';
  /** Unique over all kinds: `user:3`, `token:5`, `local:root`. Never shown. */
  id: string;
  name: string;
  role: Role | null;
  /** Code of the unit whose data it sees; `*` = the whole data set, '' = none. */
  unit: string;
  /** The only source a token may load or read. */
  source: string | null;
}

interface Identity {
  principal: Principal;
  /** SHA-256 of the session's token; undefined for tokens. */
  sessionHash?: string;
  /** Units of the caller, asked for once a request and only when needed: it may have to start the engine. */
  scope: () => Promise<UnitScope>;
}

const identities = new WeakMap<Request, Identity>();

export function identify(request: Request, identity: Identity): void {
  identities.set(request, identity);
}

export function identityOf(request: Request): Identity | undefined {
  return identities.get(request);
}

function required(context: ExecutionContext): Identity {
  const identity = identities.get(context.switchToHttp().getRequest<Request>());
  if (!identity) throw generalRefusal(401);
  return identity;
}

/** `@Caller() caller: Principal` on a route that is not open. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext) => required(context).principal);

/** `@Scope() scope: UnitScope`: the units the caller may see. Pass it to every query, see `inScope`. */
export const Scope = createParamDecorator((_data: unknown, context: ExecutionContext) => required(context).scope());

/** `@SessionHash() hash: string | undefined`: which session this is. */
export const SessionHash = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => required(context).sessionHash,
);
