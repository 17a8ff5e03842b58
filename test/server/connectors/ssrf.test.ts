/** Addresses that mean something else than they seem to: no connection reaches what is not on the list. A sink counts them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectorBench, outcome } from '../../support/connectors.ts';

let bench: ConnectorBench;
let sink: Server;
let reached: string[];
let port: number;
beforeAll(async () => {
  bench = await ConnectorBench.open();
  reached = [];
  sink = createServer((request, response) => {
    reached.push(request.url ?? '');
    response.end('[{"external_id":"1","cadre_code":"c","claimed_at":"2025-09-30"}]');
  });
  await new Promise<void>((resolve) => sink.listen(0, resolve));
  port = (sink.address() as AddressInfo).port;
  // What the list may hold beside: a public host, a name that leads inside, and the sink's port elsewhere.
  await bench.allow('allowed.example:80', false);
  await bench.allow(`allowed.example:${port}`, false);
  await bench.allow(`localhost:${port}`, false);
  await bench.allow('127.0.0.1:80', true);
});
afterAll(async () => {
  await bench.close();
  await new Promise((resolve) => sink.close(resolve));
});

/** Ways to write 127.0.0.1, this machine, and the metadata of clouds. */
const HOSTS = [
  '127.0.0.1',
  '127.0.0.2',
  '127.1',
  '127.0.1',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.01',
  '127.000.000.001',
  '0',
  '0.0.0.0',
  '00000.0.0.0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00::1]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ip6-localhost',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.⓪.⓪.①',
  'loc%61lhost',
  '%31%32%37.0.0.1',
  'ⓛocalhost',
  '169.254.169.254',
  '[::ffff:169.254.169.254]',
  '2852039166',
  '0xa9fea9fe',
  '100.100.100.200',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '198.18.0.1',
];
/** Addresses whose host is not where the eye looks for it. */
const urls = (): string[] => [
  ...HOSTS.map((host) => `http://${host}:${port}/rows`),
  ...HOSTS.slice(0, 12).map((host) => `http://allowed.example@${host}:${port}/rows`),
  `http://allowed.example:80@127.0.0.1:${port}/rows`,
  `http://user:allowed.example@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}#@allowed.example/`,
  `http://127.0.0.1:${port}?@allowed.example/`,
  `http://127.0.0.1:${port}\\@allowed.example/`,
  `http:\\\\127.0.0.1:${port}\\rows`,
  `http:127.0.0.1:${port}/rows`,
  `http:/127.0.0.1:${port}/rows`,
  `http:///127.0.0.1:${port}/rows`,
  `http://127.0.0.1\t:${port}/rows`,
  `http://127.0.0.1\n:${port}/rows`,
  ` http://127.0.0.1:${port}/rows`,
  `HTTP://127.0.0.1:${port}/rows`,
  `http://allowed.example\u0000.127.0.0.1:${port}/rows`,
  `http://allowed.example%00@127.0.0.1:${port}/rows`,
  `https://127.0.0.1:${port}/rows`,
  `https://localhost:${port}/rows`,
  `ftp://127.0.0.1:${port}/rows`,
  `file:///etc/passwd`,
  `gopher://127.0.0.1:${port}/_GET`,
  `data:text/csv,a`,
  `//127.0.0.1:${port}/rows`,
  `127.0.0.1:${port}`,
];

it('eighty of them, and the sink is never reached', async () => {
  const targets = urls();
  expect(targets.length).toBeGreaterThanOrEqual(80);
  const refused: string[] = [];
  for (const url of targets) {
    const config = { kind: 'http', url, answer: 'json', as: 'checkins', source: 'ssrf', perMinute: 6000 };
    try {
      await bench.save('ssrf', config, undefined, { fromStart: true });
    } catch {
      refused.push(url);
      continue;
    }
    const [state, words] = outcome(await bench.run('ssrf'));
    expect([url, state, words !== '']).toEqual([url, 'failed', true]);
    refused.push(url);
  }
  expect([refused.length, reached]).toEqual([targets.length, []]);
  // The sink does answer whoever may come.
  await bench.allow(`127.0.0.1:${port}`, true);
  const config = { kind: 'http', url: `http://127.0.0.1:${port}/rows`, answer: 'json', as: 'checkins', source: 'ssrf' };
  await bench.save('ssrf', config, undefined, { fromStart: true });
  expect([outcome(await bench.run('ssrf')), reached]).toEqual([['done', undefined], ['/rows']]);
}, 120_000);
