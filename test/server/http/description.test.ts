/** The API's description, health and figures. */
import { ModulesContainer } from '@nestjs/core';
import { Health } from '../../../server/http/health.ts';
import { routesOf } from '../../../server/http/routes.ts';
import { startApp, type TestApp } from '../../support/app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const json = async (path: string) => (await (await fetch(app.url + path)).json()) as Record<string, unknown>;

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, object>;
  security: Record<string, unknown[]>[];
}

describe('the OpenAPI document', () => {
  it('is 3.1 and describes every route that is served, nothing else', async () => {
    const document = await json('/api/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    const paths = document.paths as Record<string, Record<string, Operation>>;
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = routesOf(app.get(ModulesContainer)).map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(served.sort());
  });

  it('is consistent in itself: ids are unique, parameters of paths declared, references and security schemes exist', async () => {
    const document = await json('/api/openapi.json');
    const paths = document.paths as Record<string, Record<string, Operation>>;
    const components = document.components as { schemas: object; securitySchemes: object };
    const ids = new Set<string>();
    for (const [path, operations] of Object.entries(paths))
      for (const operation of Object.values(operations)) {
        expect(ids.has(operation.operationId)).toBe(false);
        ids.add(operation.operationId);
        const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(inPath.every(({ required }) => required)).toBe(true);
        for (const parameter of operation.parameters) expect(typeof parameter.schema).toBe('object');
        expect(Object.keys(operation.responses)).toEqual(['2XX', 'default']);
        for (const scheme of operation.security.flatMap((each) => Object.keys(each)))
          expect(Object.keys(components.securitySchemes)).toContain(scheme);
      }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      // Recursive schemas refer within themselves; everything else to the components.
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference!)?.[1];
      if (!reference!.startsWith('#/$defs/')) expect(Object.keys(components.schemas)).toContain(name);
    }
  });

  it('describes the login as the code checks it', async () => {
    const paths = (await json('/api/openapi.json')).paths as Record<string, Record<string, Operation>>;
    expect(paths['/api/v1/session']!.post!.requestBody!.content['application/json']!.schema).toMatchObject({
      type: 'object',
      required: ['name', 'password'],
      additionalProperties: false,
      properties: { name: { type: 'string', minLength: 1, maxLength: 100 } },
    });
    expect(paths['/api/v1/audit']!.get!.parameters.map(({ name, required }) => [name, required])).toEqual(
      ['from', 'to', 'user', 'action', 'text', 'page', 'size'].map((name) => [name, false]),
    );
  });

  it('has a page without a script or a foreign address', async () => {
    const response = await fetch(`${app.url}/api/docs`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toContain('POST /api/v1/session');
    expect(page).not.toMatch(/<script|https?:\/\/(?!json-schema)/);
  });

  it('is not for a stranger from another machine', async () => {
    const forwarded = { headers: { 'X-Forwarded-For': '10.0.0.9' } };
    expect((await fetch(`${app.url}/api/openapi.json`, forwarded)).status).toBe(401);
    expect((await fetch(`${app.url}/metrics`, forwarded)).status).toBe(401);
    const leader = await app.signIn('leader');
    expect((await leader.fetch('/api/openapi.json', forwarded)).status).toBe(200);
  });
});

describe('health', () => {
  it('is alive at once and ready when every part is', async () => {
    expect(await json('/healthz')).toEqual({ status: 'ok', checks: {} });
    const ready = await fetch(`${app.url}/readyz`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ok']);
  });

  it('is not ready while a part starts or fails, and says which without saying why', async () => {
    const health = app.get(Health);
    let part: () => Promise<string> = () => Promise.resolve('starting: 37 %');
    health.add('part', () => part());
    const starting = await fetch(`${app.url}/readyz`);
    expect(starting.status).toBe(503);
    expect(await starting.json()).toMatchObject({ status: 'starting', checks: { part: 'starting: 37 %' } });
    part = () => Promise.reject(new Error('password of the database'));
    const failed = await fetch(`${app.url}/readyz`);
    expect(failed.status).toBe(503);
    expect(await failed.json()).toMatchObject({ status: 'failed', checks: { part: 'failed' } });
    part = () => Promise.resolve('ok');
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });
});

describe('the figures', () => {
  it('count answers by route pattern, in buckets that add up', async () => {
    for (let n = 0; n < 3; n += 1)
      await fetch(`${app.url}/api/v1/jobs/00000000-0000-4000-8000-00000000000${n}`, { method: 'DELETE' });
    const text = await (await fetch(`${app.url}/metrics`)).text();
    const line = (name: string, labels: string): number => {
      const found = text.split('\n').find((each) => each.startsWith(`${name}{${labels}`));
      return Number(found?.split(' ').at(-1));
    };
    const labels = 'method="DELETE",route="/api/v1/jobs/:id",status="401"';
    expect(line('henjian_http_request_duration_seconds_count', labels)).toBe(3);
    expect(line('henjian_http_request_duration_seconds_bucket', `${labels},le="+Inf"`)).toBe(3);
    expect(line('henjian_http_request_duration_seconds_bucket', `${labels},le="60"`)).toBe(3);
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
    expect(text).not.toContain('00000000-0000-4000');
    expect(text.split('\n').every((each) => /^(# (HELP|TYPE) .+|[a-z_]+(\{.*\})? [\d.e+-]+|)$/.test(each))).toBe(true);
  });
});
