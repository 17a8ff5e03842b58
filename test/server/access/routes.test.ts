/** Every route of the running application against every kind of caller. */
import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Tokens } from '../../../server/access/tokens.ts';
import { ROLES } from '../../../server/contract.ts';
import { routesOf, type Route } from '../../../server/http/routes.ts';
import { startApp, type TestApp } from '../../support/app.ts';

@Controller('test-only')
class ForgottenController {
  @Get('forgotten')
  forgotten(): string {
    return 'reachable';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

const CALLERS = ['anonymous', ...ROLES, 'token'] as const;
type CallerName = (typeof CALLERS)[number];

let app: TestApp;
let routes: Route[];
const headers = new Map<CallerName, Record<string, string>>([['anonymous', {}]]);

const keep = async (role: (typeof ROLES)[number]): Promise<void> => {
  const { cookie, csrf } = await app.signIn(role);
  headers.set(role, { Cookie: cookie, 'X-CSRF-Token': csrf });
};

beforeAll(async () => {
  app = await startApp({}, [ForgottenModule]);
  routes = routesOf(app.get(ModulesContainer)).filter(({ path }) => !path.startsWith('/test-only'));
  for (const role of ROLES) await keep(role);
  const secret = await app.get(Tokens).add('machine', 'wecom', 'test');
  headers.set('token', { Authorization: `Bearer ${secret}` });
});
afterAll(() => app.close());

const audienceOf = ({ policy }: Route): string =>
  !policy ? 'NOBODY SAID' : policy.open === 'no' ? policy.audience.join(' ') : policy.open;

function mayCall({ policy }: Route, caller: CallerName): boolean {
  if (!policy) return false;
  // The tests call from this machine.
  return policy.open !== 'no' || (policy.audience as readonly string[]).includes(caller);
}

async function statusOf(route: Route, caller: CallerName): Promise<number> {
  const abort = new AbortController();
  const path = route.path.replace(/:\w+/g, 'no-such-thing');
  const response = await fetch(app.url + path, {
    method: route.method.toUpperCase(),
    headers: headers.get(caller)!,
    signal: abort.signal,
  });
  abort.abort();
  return response.status;
}

describe('the routes', () => {
  it('are exactly those of routes.txt, each open to exactly whom it says', () => {
    const written = readFileSync(new URL('routes.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const served = routes.map((route) => `${route.method.toUpperCase()} ${route.path}: ${audienceOf(route)}`);
    expect(served).toEqual(written);
  });

  it('each state what they answer, for the description of the API', () => {
    expect(routes.filter(({ answers }) => !answers).map(({ handler }) => handler)).toEqual([]);
  });

  it('never show an administrator business data', () => {
    const business = /^\/api\/v1\/(indicators|findings|facts|batches|receipts|policy|cases|pilots|simulations|exports)/;
    const shown = routes.filter((route) => business.test(route.path) && mayCall(route, 'administrator'));
    expect(shown.map(({ path }) => path)).toEqual([]);
  });

  it('let in whom they allow and nobody else', async () => {
    const wrong: string[] = [];
    for (const route of routes)
      for (const caller of CALLERS) {
        const status = await statusOf(route, caller);
        const refused = status === 401 || status === 403;
        if (refused === mayCall(route, caller)) wrong.push(`${route.method} ${route.path} ${caller}: ${status}`);
        if (!mayCall(route, caller) && status !== (caller === 'anonymous' ? 401 : 403))
          wrong.push(`${route.method} ${route.path} ${caller}: refused with ${status}`);
        // Signing out is among the calls.
        if (
          route.path === '/api/v1/session' &&
          route.method === 'delete' &&
          caller !== 'anonymous' &&
          caller !== 'token'
        )
          await keep(caller);
      }
    expect(wrong).toEqual([]);
  });

  it('refuse everybody where somebody forgot to say who may call', async () => {
    for (const caller of CALLERS) {
      const response = await fetch(`${app.url}/test-only/forgotten`, { headers: headers.get(caller)! });
      expect(response.status).toBe(403);
      expect(((await response.json()) as { code: string }).code).toBe('route-without-policy');
    }
  });

  it('that change something need the CSRF token of the session, all of them', async () => {
    const changing = routes.filter(({ method, policy }) => !['get', 'head'].includes(method) && policy?.open === 'no');
    expect(changing.length).toBeGreaterThan(1);
    for (const route of changing) {
      const caller = ROLES.find((role) => mayCall(route, role))!;
      const response = await fetch(app.url + route.path.replace(/:\w+/g, 'x'), {
        method: route.method.toUpperCase(),
        headers: { Cookie: headers.get(caller)!.Cookie! },
      });
      expect([route.path, ((await response.json()) as { code: string }).code]).toEqual([route.path, 'csrf']);
    }
  });
});
