import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../../../server/access/policy.ts';
import type { Problem } from '../../../server/contract.ts';
import { Answers } from '../../../server/http/answers.ts';
import { preferredLang } from '../../../server/http/request-context.ts';
import { startApp, type TestApp } from '../../support/app.ts';

const Rows = z.strictObject({ rows: z.array(z.strictObject({ n: z.number().min(1), day: z.string().optional() })) });
const summary = { zh: '测试', en: 'test' };

@Controller('test-only')
@Public()
class FaultyController {
  @Post('rows')
  @Answers(Rows, { summary })
  rows(@Body({ schema: Rows }) body: z.infer<typeof Rows>): z.infer<typeof Rows> {
    return body;
  }

  @Get('crash')
  crash(): never {
    throw new Error('password of the database is hunter2');
  }

  @Get('full')
  full(): never {
    throw Object.assign(new Error('write'), { cause: Object.assign(new Error(), { code: 'ENOSPC' }) });
  }

  @Get('too-much')
  @Answers(z.object({ name: z.string() }), { summary })
  tooMuch(): object {
    return { name: 'shown', passwordHash: 'never shown' };
  }
}

@Module({ controllers: [FaultyController] })
class FaultyModule {}

let app: TestApp;
beforeAll(async () => {
  app = await startApp({}, [FaultyModule]);
});
afterAll(() => app.close());

const ask = (path: string, init?: RequestInit) => fetch(`${app.url}/test-only/${path}`, init);
const post = (body: string, headers: Record<string, string> = {}) =>
  ask('rows', { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
const problem = async (response: Response) => (await response.json()) as Problem;

describe('a problem', () => {
  it('is RFC 9457 with a stable code, a sentence in zh by default and in en on request, and a correlation id', async () => {
    const response = await ask('nowhere?x=1');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const body = await problem(response);
    expect(body).toEqual({
      type: 'urn:henjian:problem:not-found',
      title: '没有这个地址或对象。',
      status: 404,
      code: 'not-found',
      detail: '没有这个地址或对象。',
      instance: '/test-only/nowhere?x=1',
      correlationId: response.headers.get('x-correlation-id'),
    });
    const english = await problem(await ask('nowhere', { headers: { 'Accept-Language': 'fr, en;q=0.8, zh;q=0.5' } }));
    expect(english).toMatchObject({ code: 'not-found', detail: 'There is no such address or object.' });
  });

  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9', 'en'],
    ['en;q=0.3, zh;q=0.4', 'zh'],
    ['de', 'zh'],
    ['en;q=0', 'zh'],
    [undefined, 'zh'],
  ])('understands Accept-Language %s as %s', (header, lang) => {
    expect(preferredLang(header, 'zh')).toBe(lang);
  });

  it('of a body names every wrong row and field, in the language of the caller', async () => {
    const body = JSON.stringify({ rows: [{ n: 1 }, { n: 0 }, { n: 'x' }], extra: 1 });
    const chinese = await post(body);
    expect(chinese.status).toBe(400);
    const errors = (await problem(chinese)).errors!;
    expect(errors.map(({ path }) => path)).toEqual(['rows.1.n', 'rows.2.n', '']);
    expect(errors[0]!.message).toMatch(/数值过小/);
    const english = (await problem(await post(body, { 'Accept-Language': 'en' }))).errors!;
    expect(english[0]!.message).toMatch(/^Too small/);
  });

  it('names at most a hundred of a million errors', async () => {
    const response = await post(JSON.stringify({ rows: Array.from({ length: 5000 }, () => ({ n: 0 })) }));
    expect((await problem(response)).errors).toHaveLength(100);
  });

  it('of an unexpected error tells nothing of it', async () => {
    const response = await ask('crash');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      code: 'internal-error',
      correlationId: response.headers.get('x-correlation-id'),
    });
    expect(text).not.toMatch(/hunter2|Error|\.ts|at /);
  });

  it('says that the disk is full, however deep the cause lies', async () => {
    const response = await ask('full');
    expect(response.status).toBe(507);
    expect((await problem(response)).code).toBe('disk-full');
  });
});

describe('a body', () => {
  it.each([
    ['a plain key', '{"rows":[],"__proto__":{"admin":true}}'],
    ['an escaped key', '{"rows":[{"n":1,"\\u005f_proto__":{}}]}'],
  ])('with __proto__ as %s is refused and pollutes nothing', async (_what, text) => {
    const response = await post(text);
    expect(response.status).toBe(400);
    expect((await problem(response)).code).toBe('forbidden-key');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it.each([
    ['broken JSON', '{"rows":', 'application/json', 400, 'malformed-json'],
    ['another content type', '<rows/>', 'application/xml', 415, 'unsupported-content'],
    ['more than a megabyte', `{"rows":"${'x'.repeat(1_100_000)}"}`, 'application/json', 413, 'too-large'],
  ])('that is %s is refused', async (_what, body, type, status, code) => {
    const response = await post(body, { 'Content-Type': type });
    expect([response.status, (await problem(response)).code]).toEqual([status, code]);
  });
});

describe('an answer', () => {
  it('holds only what its schema lists', async () => {
    expect(await (await ask('too-much')).json()).toEqual({ name: 'shown' });
  });

  it('carries the headers that keep a page from being abused', async () => {
    const { headers } = await ask('too-much');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    // Plain HTTP in a machine room: telling the browser to insist on HTTPS would lock the page out.
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(policy).not.toContain('upgrade-insecure-requests');
  });
});
