/** A disk that fills up at every step of a load: said as such, nothing acknowledged, and all well once there is room. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, openSync, closeSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../seeds/random.ts';
import { CheckinSource } from '../support/checkin-files.ts';
import { compileCli } from '../support/cli.ts';
import { differences } from '../support/stored-checkins.ts';
import { noFigures, Upstream } from '../support/upstream.ts';
import { Victim } from '../support/victim.ts';

const MB = 2 ** 20;
const DISK_MB = 512;
const ROWS = 60_000;
/** Left free before each delivery: from less than the bytes of a file to nearly enough for its load. */
const LEFT_FREE_MB = [0, 0.1, 3, 7, 8, 9, 10, 12, 14, 17, 20, 24, 30];

const mountable = mayMount();
if (!mountable) process.stderr.write('Skipped: only root may mount the small disk (tmpfs) that this test fills\n');

function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'henjian-mount-'));
  try {
    mountSmallDisk(place);
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function mountSmallDisk(place: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', place], { stdio: 'ignore' });
}

let disk: string;
let ballast: string;
let server: Victim;
beforeAll(async () => {
  if (!mountable) return;
  await compileCli();
  disk = mkdtempSync(join(tmpdir(), 'henjian-full-'));
  mountSmallDisk(disk);
  ballast = join(disk, 'ballast');
  server = new Victim(join(disk, 'data'));
});
afterAll(async () => {
  if (!mountable) return;
  await server.kill();
  execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Fills the disk until so many bytes are left. */
function leave(bytes: number): void {
  const file = openSync(ballast, 'w');
  const block = Buffer.alloc(64 * 1024, 1);
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(disk);
      const over = bavail * bsize - bytes;
      if (over <= 0) return;
      writeSync(file, block, 0, Math.min(block.length, over));
    }
  } finally {
    closeSync(file);
  }
}

(mountable ? it : it.skip)(
  'refuses with 507 or 503, acknowledges nothing, and loads the same delivery once there is room',
  async () => {
    const random = new Random(507);
    const files = new CheckinSource('full', random.split('files'));
    const figures = noFigures();
    const upstream = new Upstream(server, files, await server.token('full'), random.split('sender'), figures);
    await server.start();
    await upstream.deliver(files.next(2_000));
    const outcomes: string[] = [];
    let refused = 0;
    for (const megabytes of LEFT_FREE_MB) {
      const file = files.next(ROWS);
      const key = randomUUID();
      leave(Math.round(megabytes * MB));
      const answer = await upstream.post(file, key);
      outcomes.push(`${megabytes} MB free: ${typeof answer === 'string' ? answer : answer.state}`);
      const health = await fetch(`${await server.url()}/healthz`);
      expect(health.status).toBe(200);
      if (typeof answer === 'string') {
        expect(answer).toBe('refused');
        expect((await upstream.receipt(file)) as string).toMatch(/^(never-seen|pending)$/);
        refused++;
      }
      rmSync(ballast);
      const receipt = await upstream.post(file, key);
      expect(receipt).toMatchObject({ state: 'loaded', ...file.expected });
      files.confirm(file);
    }
    process.stderr.write(`file of ${ROWS} rows: ${outcomes.join(', ')}; ${JSON.stringify(figures.refusals)}\n`);
    expect(figures.refusals['disk-full']).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(4);
    expect(outcomes.at(0)).toMatch(/refused/);
    expect(await server.stop()).toBe(0);
    expect(await differences(server.data, [files])).toEqual([]);
    const { code, answer } = await server.verb<{ checks: { problems: unknown[] }[] }>('verify');
    expect([code, answer?.checks.flatMap(({ problems }) => problems)]).toEqual([0, []]);
  },
  600_000,
);
