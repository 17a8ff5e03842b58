import { timingSafeEqual } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Environment } from '../environment.ts';
import { generalRefusal, Refusal } from '../http/problem.ts';
import { OrgTree } from './org-tree.ts';
import { policyOf } from './policy.ts';
import { identify, type Principal } from './principal.ts';
import type { UnitScope } from './scope.ts';
import { csrfTokenOf } from './secrets.ts';
import { sessionSecretOf } from './session-cookie.ts';
import { Sessions } from './sessions.ts';
import { Tokens } from './tokens.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Stands before every route: who is it, may he, and did he really mean to. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly sessions: Sessions;
  private readonly tokens: Tokens;
  private readonly orgTree: OrgTree;
  private readonly environment: Environment;
  constructor(sessions: Sessions, tokens: Tokens, orgTree: OrgTree, environment: Environment) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.orgTree = orgTree;
    this.environment = environment;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = policyOf(context.getHandler(), context.getClass());
    if (!policy)
      throw new Refusal(403, 'route-without-policy', {
        zh: '此地址未声明访问策略,已拒绝。',
        en: 'This address declares no access policy and is refused.',
      });
    const request = context.switchToHttp().getRequest<Request>();
    if (policy.open === 'public' || (policy.open === 'loopback' && isLoopback(request))) return true;
    const principal = await this.authenticate(request);
    if (policy.open === 'loopback') return true;
    const audience = principal.kind === 'token' ? 'token' : principal.role;
    if (!audience || !policy.audience.includes(audience)) throw generalRefusal(403);
    return true;
  }

  private async authenticate(request: Request): Promise<Principal> {
    const authorization = request.headers.authorization;
    // A machine's token and a person's cookie never mix: with both, the token is what counts.
    if (authorization !== undefined) {
      const secret = /^Bearer ([\w-]{20,200})$/.exec(authorization)?.[1];
      const principal = secret ? await this.tokens.authenticate(secret) : undefined;
      if (!principal)
        throw new Refusal(
          401,
          'bad-token',
          { zh: '访问令牌无效或已吊销。', en: 'The bearer token is unknown or revoked.' },
          { headers: { 'WWW-Authenticate': 'Bearer' } },
        );
      this.identify(request, principal);
      return principal;
    }
    const secret = sessionSecretOf(request, this.environment.behindHttps);
    const session = secret ? await this.sessions.authenticate(secret) : undefined;
    if (!secret || !session) throw generalRefusal(401);
    if (!READING.has(request.method)) requireIntent(request, secret);
    this.identify(request, session.principal, session.hash);
    return session.principal;
  }

  private identify(request: Request, principal: Principal, sessionHash?: string): void {
    let scope: Promise<UnitScope> | undefined;
    identify(request, {
      principal,
      ...(sessionHash ? { sessionHash } : {}),
      scope: () => (scope ??= this.orgTree.scopeOf(principal)),
    });
  }
}

/** A page of another site can make the browser send the cookie at most; it cannot know the CSRF token. */
function requireIntent(request: Request, secret: string): void {
  const given = Buffer.from(request.get('X-CSRF-Token') ?? '');
  const expected = Buffer.from(csrfTokenOf(secret));
  const crossSite = request.get('Sec-Fetch-Site') === 'cross-site';
  if (!crossSite && given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new Refusal(403, 'csrf', {
    zh: '请求缺少有效的 X-CSRF-Token,请刷新页面后重试。',
    en: 'The request lacks a valid X-CSRF-Token; reload the page and try again.',
  });
}

/** A forwarded request is not local, whoever forwarded it. */
function isLoopback(request: Request): boolean {
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined) return false;
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
