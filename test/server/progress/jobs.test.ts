import { randomUUID } from 'node:crypto';
import { Accounts } from '../../../server/access/accounts.ts';
import type { JobEvent } from '../../../server/contract-intake.ts';
import { EVERYBODY, Jobs, secondsLeft, ServerStops, type JobReport } from '../../../server/progress/jobs.ts';
import { startApp, type SignedIn, type TestApp } from '../../support/app.ts';

let app: TestApp;
let jobs: Jobs;
let steward: SignedIn;
let owner: string;
beforeAll(async () => {
  app = await startApp();
  jobs = app.get(Jobs);
  steward = await app.signIn('steward');
  owner = `user:${(await app.get(Accounts).find('steward'))!.id}`;
});
afterAll(() => app.close());

/** A job that does what it is told, when it is told. */
function controlled(id?: string, by = owner) {
  let report!: (report: JobReport) => void;
  let signal!: AbortSignal;
  let finish!: (error?: Error) => void;
  const job = jobs.start(
    'load',
    by,
    (tell, abort) => {
      report = tell;
      signal = abort;
      return new Promise<void>((resolve, reject) => {
        finish = (error) => (error ? reject(error) : resolve());
        abort.addEventListener('abort', () => reject(abort.reason as Error));
      });
    },
    id,
  );
  return { job, report: (r: JobReport) => report(r), signal: () => signal, finish: (e?: Error) => finish(e) };
}

interface Received {
  id: number;
  event: JobEvent;
}

/** Reads a stream until it ends or `enough` says so. */
async function receive(person: SignedIn, id: string, lastId?: number, enough = (_all: Received[]) => false) {
  const abort = new AbortController();
  const response = await person.fetch(`/api/v1/jobs/${id}/events`, {
    headers: lastId === undefined ? {} : { 'Last-Event-ID': String(lastId) },
    signal: abort.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const received: Received[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const [, number, data] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? [];
      if (number) received.push({ id: Number(number), event: JSON.parse(data!) as JobEvent });
    }
    if (enough(received)) {
      abort.abort();
      break;
    }
  }
  return received;
}

describe('a job', () => {
  it('is followed from its start to its end', async () => {
    const { job, report, finish } = controlled();
    const stream = receive(steward, job.id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    report({ phase: 'decode', share: 0.1, rows: 100 });
    report({ phase: 'type', share: 0.5, rows: 500 });
    finish();
    const events = await stream;
    expect(events.map(({ event }) => [event.state, event.phase, event.share, event.rows])).toEqual([
      ['running', '', null, 0],
      ['running', 'decode', 0.1, 100],
      ['running', 'type', 0.5, 500],
      ['done', 'type', 1, 500],
    ]);
    expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it('goes on after Last-Event-ID where a lost connection left off', async () => {
    const { job, report, finish } = controlled();
    report({ phase: 'a' });
    report({ phase: 'b' });
    const first = await receive(steward, job.id, undefined, (all) => all.length >= 2);
    expect(first.slice(0, 2).map(({ event }) => event.phase)).toEqual(['', 'a']);
    report({ phase: 'c' });
    finish();
    const rest = await receive(steward, job.id, 2);
    expect(rest.map(({ id, event }) => [id, event.phase, event.state])).toEqual([
      [3, 'b', 'running'],
      [4, 'c', 'running'],
      [5, 'c', 'done'],
    ]);
  });

  it('gives the state now to whoever asks for more than is kept, or from another life of the server', async () => {
    const { job, report, finish } = controlled();
    for (let n = 0; n < 300; n += 1) report({ phase: `phase ${n}` });
    finish();
    await job.done;
    for (const lastId of [5, 100_000]) {
      const events = await receive(steward, job.id, lastId);
      expect(events.map(({ event }) => [event.phase, event.state])).toEqual([['phase 299', 'done']]);
    }
  });

  it('may be listened to before it starts, under an id the page chose', async () => {
    const id = randomUUID();
    const stream = receive(steward, id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { finish } = controlled(id);
    finish();
    expect((await stream).map(({ event }) => event.state)).toEqual(['running', 'done']);
  });

  it('is nobody else’s: not to see, not to wait for, not to cancel', async () => {
    const leader = await app.signIn('leader');
    const id = randomUUID();
    const waiting = receive(leader, id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { signal, finish } = controlled(id);
    expect(await waiting).toEqual([]);
    expect((await leader.fetch(`/api/v1/jobs/${id}/events`)).status).toBe(404);
    expect((await leader.fetch(`/api/v1/jobs/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect(signal().aborted).toBe(false);
    finish();
  });

  it('that concerns everybody is seen by all and cancelled by none', async () => {
    const { job, signal, finish } = controlled(undefined, EVERYBODY);
    const refused = await steward.fetch(`/api/v1/jobs/${job.id}`, { method: 'DELETE' });
    expect(refused.status).toBe(403);
    expect(signal().aborted).toBe(false);
    finish();
    expect((await receive(steward, job.id)).at(-1)!.event.state).toBe('done');
  });

  it('is cancelled by its owner', async () => {
    const { job, signal } = controlled();
    const stream = receive(steward, job.id);
    expect((await steward.fetch(`/api/v1/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(202);
    expect(signal().aborted).toBe(true);
    expect((await stream).at(-1)!.event).toMatchObject({ state: 'cancelled', message: { zh: '已取消。' } });
    await expect(job.done).rejects.toBeDefined();
  });

  it('that fails says so without its inner words', async () => {
    const { job, finish } = controlled();
    finish(new Error('secret path /var/lib'));
    const [last] = (await receive(steward, job.id)).slice(-1);
    expect(last!.event.state).toBe('failed');
    expect(JSON.stringify(last)).not.toContain('secret');
  });

  it('has an id of its own that is a UUID', () => {
    const { job, finish } = controlled();
    expect(() => controlled(job.id)).toThrow('job-exists');
    expect(() => controlled('../../etc')).toThrow('bad-job-id');
    finish();
  });

  it('that reports every row sends a few events a second, and the last state always', async () => {
    const { job, report, finish } = controlled();
    report({ phase: 'rows' });
    for (let n = 1; n <= 100_000; n += 1) report({ rows: n });
    finish();
    const events = await receive(steward, job.id);
    expect(events.length).toBeLessThan(10);
    expect(events.at(-1)!.event).toMatchObject({ rows: 100_000, state: 'done' });
  });

  it('learns from its signal whether the owner or the server stops it', async () => {
    const alone = new Jobs();
    let reason: unknown;
    const job = alone.start('load', owner, (_report, signal) => {
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(signal.reason as Error);
        }),
      );
    });
    await alone.stop(10);
    expect(reason).toBeInstanceOf(ServerStops);
    expect(alone.state(job.id, owner)).toMatchObject({
      state: 'failed',
      message: { en: expect.stringMatching(/next start/) as string },
    });
  });
});

describe('secondsLeft', () => {
  it.each([
    [0.25, 10, 30],
    [0.5, 60, 60],
    [1, 60, 0],
    [0.01, 60, null],
    [null, 60, null],
    [0.5, 0.1, null],
  ])('%s done after %s s leaves %s s', (share, elapsed, left) => {
    expect(secondsLeft(share, elapsed)).toBe(left);
  });
});
