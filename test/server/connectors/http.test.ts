/** Any endpoint that answers JSON or CSV, well-behaved and not. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectorBench, outcome } from '../../support/connectors.ts';

interface Asked {
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
  at: number;
}

let bench: ConnectorBench;
let server: Server;
let asked: Asked[];
let answer: (asked: Asked, response: ServerResponse) => void;
let url: string;
beforeAll(async () => {
  bench = await ConnectorBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const here = { url: new URL(request.url!, url), headers: request.headers, body, at: Date.now() };
      asked.push(here);
      answer(here, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await bench.allow(new URL(url).host);
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const record = (i: number, more: object = {}): Record<string, unknown> => ({
  external_id: `e${i}`,
  cadre_code: 'G1',
  claimed_at: `2025-09-${String(1 + (i % 28)).padStart(2, '0')}T08:30:00+08:00`,
  ...more,
});
const records = (n: number): Record<string, unknown>[] => Array.from({ length: n }, (_, i) => record(i));
const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body, null, 1));
};
const config = (source: string, more: object = {}): object => ({
  kind: 'http',
  url: `${url}/api/records?fixed=1`,
  answer: 'json',
  as: 'checkins',
  perMinute: 6000,
  source,
  ...more,
});

describe('JSON', () => {
  it('comes page by page: numbered, by offset, by cursor, by link', async () => {
    const all = records(23);
    const ways: [string, object, typeof answer][] = [
      [
        'page',
        { by: 'page', records: 10 },
        ({ url: at }, response) => {
          const page = Number(at.searchParams.get('page'));
          json(response, { data: { list: all.slice((page - 1) * 10, page * 10) } });
        },
      ],
      [
        'offset',
        { by: 'offset', records: 10 },
        ({ url: at }, response) => {
          const offset = Number(at.searchParams.get('offset'));
          json(response, { data: { list: all.slice(offset, offset + Number(at.searchParams.get('limit'))) } });
        },
      ],
      [
        'cursor',
        { by: 'cursor', cursor: 'after', next: 'data.next' },
        ({ url: at }, response) => {
          const from = Number((at.searchParams.get('after') ?? 'c0').slice(1));
          json(response, { data: { list: all.slice(from, from + 10), next: from + 10 < 23 ? `c${from + 10}` : null } });
        },
      ],
      [
        'link',
        { by: 'link' },
        ({ url: at }, response) => {
          const from = Number(at.searchParams.get('from') ?? 0);
          const headers: Record<string, string> =
            from + 10 < 23 ? { Link: `</api/records?from=${from + 10}>; rel="next"` } : {};
          json(response, { data: { list: all.slice(from, from + 10) } }, headers);
        },
      ],
    ];
    for (const [by, paging, way] of ways) {
      answer = way;
      await bench.save(`http-${by}`, config(`http-${by}`, { records: 'data.list', paging }));
      const run = await bench.run(`http-${by}`);
      expect([by, outcome(run), (await bench.counts(run)).accepted]).toEqual([by, ['done', undefined], 23]);
      // Nothing changed since: asked for, not loaded again.
      expect([by, (await bench.run(`http-${by}`)).receipts]).toEqual([by, []]);
    }
  }, 90_000);

  it('asks only for what is new, a little earlier, and keeps long numbers', async () => {
    const all = [
      record(1, { updated: '2025-09-30T10:00:00+08:00', external_id: '12345678901234567890' }),
      record(2, { updated: '2025-09-30T12:00:00+08:00' }),
    ];
    answer = (_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(all).replace('"12345678901234567890"', '12345678901234567890'));
    };
    const since = { parameter: 'since', field: 'updated', start: '2025-01-01T00:00:00+08:00', overlap: 3600 };
    await bench.save('http-since', config('http-since', { since, headers: { 'X-Tenant': 'county' } }));
    expect(outcome(await bench.run('http-since'))).toEqual(['done', undefined]);
    all[0]!['note'] = 'changed';
    all.push(record(3, { updated: '2025-09-30T12:30:00+08:00' }));
    const second = await bench.counts(await bench.run('http-since'));
    expect([second.accepted, second.amended, second.duplicate]).toEqual([1, 1, 1]);
    expect(asked.map(({ url: at }) => at.searchParams.get('since'))).toEqual([
      '2024-12-31T23:00:00+08:00',
      '2025-09-30T11:00:00+08:00',
    ]);
    expect(
      asked.every(({ headers, url: at }) => headers['x-tenant'] === 'county' && at.searchParams.get('fixed') === '1'),
    ).toBe(true);
    expect((await bench.facts('checkins', 'http-since')).map((row) => row['external_id'])).toEqual([
      '12345678901234567890',
      'e2',
      'e3',
    ]);
  }, 60_000);

  it('sends the secret as it is told, in a body when it is a POST', async () => {
    answer = (_, response) => json(response, records(1));
    for (const [auth, header, value] of [
      [{ by: 'bearer' }, 'authorization', 'Bearer s3cret'],
      [{ by: 'basic', user: 'u' }, 'authorization', `Basic ${Buffer.from('u:s3cret').toString('base64')}`],
      [{ by: 'header', name: 'X-Key' }, 'x-key', 's3cret'],
    ] as const) {
      const more = { auth, method: 'POST', body: { form: 'A' }, since: { parameter: 'after', start: '5' } };
      await bench.save('http-auth', config('http-auth', more), 's3cret', { fromStart: true });
      expect(outcome(await bench.run('http-auth'))).toEqual(['done', undefined]);
      const last = asked.at(-1)!;
      expect([last.headers[header], last.body]).toEqual([value, '{"form":"A","after":"5"}']);
    }
  }, 60_000);
});

describe('CSV', () => {
  it('comes in pages whose headers are joined', async () => {
    const lines = records(5).map((row) => Object.values(row).join(','));
    answer = ({ url: at }, response) => {
      const page = Number(at.searchParams.get('page'));
      response.end(`external_id,cadre_code,claimed_at\r\n${lines.slice((page - 1) * 2, page * 2).join('\r\n')}`);
    };
    await bench.save('http-csv', config('http-csv', { answer: 'csv', paging: { by: 'page', records: 2 } }));
    const run = await bench.run('http-csv');
    expect([outcome(run), await bench.counts(run)]).toEqual([
      ['done', undefined],
      { seen: 5, accepted: 5, amended: 0, duplicate: 0, rejected: 0 },
    ]);
    const other = 'x,cadre_code,claimed_at\n1,G1,2025-09-30\n2,G1,2025-09-30\n';
    answer = ({ url: at }, response) =>
      response.end(at.searchParams.get('page') === '1' ? other : other.replace('x,', 'y,'));
    expect(outcome(await bench.run('http-csv'))).toEqual(['failed', expect.stringContaining('another header')]);
  }, 60_000);
});

describe('a server that does not behave', () => {
  const failing = async (name: string, more: object = {}): Promise<[string, string | undefined]> => {
    await bench.save(name, config(name, more));
    return outcome(await bench.run(name));
  };

  it('is asked again when it is busy, slow to start or cuts its answer off, and not before it said', async () => {
    const course: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(429, { 'Retry-After': '1' }).end(),
      (response) => response.writeHead(503).end(),
      (response) => void response.destroy(),
      (response) => response.end('[{"external_id":"e0","cadre_code"'),
      (response) => response.writeHead(200, { 'Content-Length': '1000' }).end('[{}', () => response.destroy()),
      (response) => json(response, records(2)),
    ];
    answer = (_, response) => course.shift()!(response);
    const run = await failing('http-busy');
    expect([run, course]).toEqual([['done', undefined], []]);
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThanOrEqual(990);
  }, 60_000);

  it('is not followed elsewhere, nor round and round, nor without end', async () => {
    answer = (_, response) => response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data' }).end();
    expect(await failing('http-redirect')).toEqual(['failed', expect.stringContaining('redirects elsewhere')]);
    answer = (_, response) => json(response, records(1), { Link: '<http://127.0.0.1:1/next>; rel="next"' });
    expect(await failing('http-away', { paging: { by: 'link' } })).toEqual([
      'failed',
      expect.stringContaining('another host'),
    ]);
    answer = (_, response) => json(response, { rows: records(1), next: 'same' });
    const paging = { by: 'cursor', cursor: 'c', next: 'next' };
    expect(await failing('http-round', { records: 'rows', paging })).toEqual([
      'failed',
      expect.stringContaining('never end'),
    ]);
    answer = (_, response) => {
      const piece = Buffer.alloc(1 << 20, 32);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await failing('http-endless')).toEqual(['failed', expect.stringContaining('larger than 64 MB')]);
    answer = (_, response) => response.writeHead(403).end();
    expect(await failing('http-denied')).toEqual(['failed', expect.stringContaining('denies access')]);
  }, 90_000);

  it('sends what cannot be loaded: the receipt says so, and the checkpoint stays where it was', async () => {
    answer = (_, response) => json(response, [{ what: 1, is: 2, this: 3 }]);
    const more = { as: undefined, since: { parameter: 'since', field: 'what', start: '0' } };
    expect(await failing('http-foreign', more)).toEqual([
      'failed',
      expect.stringMatching(/^Receipt \d+ was not loaded/),
    ]);
    answer = (_, response) =>
      json(
        response,
        records(1).map((row) => ({ ...row, what: 7 })),
      );
    expect(await failing('http-foreign', { ...more, as: 'checkins' })).toEqual(['done', undefined]);
    expect(asked.map(({ url: at }) => at.searchParams.get('since'))).toEqual(['0', '0']);
  }, 60_000);
});
