/** A running server for tests: the real AppModule on a temporary data folder and a random port. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Type } from '@nestjs/common';
import { Accounts } from '../../server/access/accounts.ts';
import { AppModule } from '../../server/app.module.ts';
import type { Role } from '../../server/contract.ts';
import { readEnvironment, type Environment } from '../../server/environment.ts';
import { surround } from '../../server/http/http-application.ts';
import { StderrLogger } from '../../server/stderr-logger.ts';

export const PASSWORD = 'correct horse battery 痕鉴';

export interface SignedIn {
  cookie: string;
  csrf: string;
  /** fetch as this person; the CSRF token goes along. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface TestApp {
  nest: NestExpressApplication;
  /** http://127.0.0.1:port */
  url: string;
  environment: Environment;
  get<T>(token: { prototype: T }): T;
  /** Creates the account when it is not there and signs in. @param unit `*` (default) = everything */
  signIn(role: Role, unit?: string): Promise<SignedIn>;
  close(): Promise<void>;
}

/**
 * @param variables environment variables over the tests' own: HENJIAN_DEMO=off, a random port, a temporary data folder
 * @param extra more modules, e.g. with controllers only a test has
 */
export async function startApp(variables: Record<string, string> = {}, extra: Type[] = []): Promise<TestApp> {
  const folder = variables.HENJIAN_DATA ?? (await mkdtemp(join(tmpdir(), 'henjian-test-')));
  const environment = readEnvironment({ HENJIAN_DEMO: 'off', PORT: '0', HENJIAN_DATA: folder, ...variables });
  const app = AppModule.with(environment);
  const nest = await NestFactory.create<NestExpressApplication>(
    { ...app, imports: [...(app.imports ?? []), ...extra] },
    { bodyParser: false, logger: new StderrLogger(['fatal']), abortOnError: false },
  );
  surround(nest);
  await nest.listen(0, '127.0.0.1');
  const url = await nest.getUrl();
  const get: TestApp['get'] = (token) => nest.get(token as never, { strict: false });
  return {
    nest,
    url,
    environment,
    get,
    signIn: async (role, unit = '*') => {
      const name = unit === '*' ? role : `${role}-${unit}`;
      if (!(await get(Accounts).find(name))) await get(Accounts).add({ name, password: PASSWORD, role, unit }, 'test');
      return signIn(url, name, PASSWORD);
    },
    close: async () => {
      await nest.close();
      if (!variables.HENJIAN_DATA) await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function signIn(url: string, name: string, password: string): Promise<SignedIn> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  if (response.status !== 200) throw new Error(`login of ${name}: ${response.status} ${await response.text()}`);
  const { csrf } = (await response.json()) as { csrf: string };
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
  return {
    cookie,
    csrf,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('Cookie', cookie);
      headers.set('X-CSRF-Token', csrf);
      return fetch(url + path, { ...init, headers });
    },
  };
}
