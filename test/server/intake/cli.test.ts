import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Receipt } from '../../../server/contract-intake.ts';
import { compileCli, henjian } from '../../support/cli.ts';
import { zipOf } from './workbook.ts';

let folder: string;
let data: string;
beforeAll(async () => {
  await compileCli();
  folder = await mkdtemp(join(tmpdir(), 'henjian-cli-'));
  data = join(folder, 'data');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const HEADER = 'source,external_id,cadre_code,claimed_at';
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
};
const run = (...args: string[]) => henjian([...args, '--data', data, '--json']);

describe('henjian load', () => {
  it('prints the receipt, exits 3 when rows were refused, and leaves them in a file that loads once put right', async () => {
    const path = await file('checkins.csv', `${HEADER}\nc,1,G1,2025-09-30 08:30\nc,2,G1,soon\n`);
    const { code, stdout } = await run('load', path);
    const receipt = JSON.parse(stdout) as Receipt;
    expect(code).toBe(3);
    expect(receipt).toMatchObject({
      path,
      format: 'csv',
      encoding: 'utf-8',
      mapping: 'canonical',
      kind: 'checkins',
      source: 'c',
      seen: 2,
      accepted: 1,
      rejected: 1,
    });
    const rejects = await readFile(receipt.rejects!, 'utf8');
    const fixed = await run('load', await file('fixed.csv', rejects.replace('soon', '2025-09-30 09:30')));
    expect([fixed.code, (JSON.parse(fixed.stdout) as Receipt).accepted]).toEqual([0, 1]);
    const known = await run('receipt', receipt.sha256);
    expect([known.code, (JSON.parse(known.stdout) as Receipt).receipt]).toEqual([0, receipt.receipt]);
    const never = await run('receipt', 'f'.repeat(64));
    expect([never.code, JSON.parse(never.stdout)]).toEqual([0, { state: 'never-seen', sha256: 'f'.repeat(64) }]);
  }, 60_000);

  it('takes folders, directories before facts, and a mapping from a file', async () => {
    await file('county/a/checkins.csv', `${HEADER}\nd,1,G7,2025-09-30 08:30\n`);
    await file('county/cadres.csv', 'code,org_unit_code,name\nG7,T1,李四\n');
    const { code, stdout } = await run('load', join(folder, 'county'));
    const receipts = JSON.parse(stdout) as Receipt[];
    expect([code, receipts.map(({ kind, accepted, warnings }) => [kind, accepted, warnings.length])]).toEqual([
      0,
      [
        ['cadres', 1, 0],
        ['checkins', 1, 0],
      ],
    ]);
    const mapping = await file(
      'map.json',
      JSON.stringify({
        name: 'foreign',
        kind: 'checkins',
        source: 'f',
        columns: { external_id: 'id', cadre_code: 'who', claimed_at: 'at' },
      }),
    );
    const mapped = await run('load', await file('foreign.csv', 'id,who,at\n1,G7,2025-09-30\n'), '--mapping', mapping);
    expect([mapped.code, JSON.parse(mapped.stdout)]).toMatchObject([0, { mapping: 'foreign@1', accepted: 1 }]);
  }, 60_000);

  it('takes the pictures of a folder together, as one set of photos', async () => {
    // One pixel each: their digests are what matters here.
    const gif = (colour: number): Buffer =>
      Buffer.from([...Buffer.from('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, colour, 0, 0, 0, 0, 0, 0x3b]);
    await file('shown/checkins.csv', `${HEADER},photos\ns,1,G1,2025-09-30 08:30,IMG1;IMG2.gif\n`);
    for (const [name, colour] of [
      ['IMG1.gif', 1],
      ['IMG2.gif', 2],
      ['sub/IMG3.gif', 3],
    ] as const) {
      const path = await file(`shown/photos/${name}`, '');
      await writeFile(path, gif(colour));
    }
    const { code, stdout } = await run('load', join(folder, 'shown'));
    const receipts = JSON.parse(stdout) as Receipt[];
    expect([code, receipts.map(({ kind, seen, accepted }) => [kind, seen, accepted])]).toEqual([
      0,
      [
        ['checkins', 1, 1],
        ['photos', 3, 3],
      ],
    ]);
  }, 60_000);

  it('looks without storing on a dry run, exits 1 for a file it cannot take and 2 for wrong usage', async () => {
    const path = await file('dry.csv', `${HEADER}\ndry,1,G1,2025-09-30 08:30\ndry,2,G1,never\n`);
    const dry = await run('load', path, '--dry-run');
    expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([
      3,
      { dryRun: true, seen: 2, accepted: 1, rejected: 1, reasons: [{ code: 'bad-time' }] },
    ]);
    const real = await run('load', path);
    expect(JSON.parse(real.stdout)).toMatchObject({ accepted: 1, duplicate: 0 });
    const strange = await run('load', await file('strange.csv', 'what,is,this\n1,2,3\n'));
    expect([strange.code, JSON.parse(strange.stdout)]).toMatchObject([1, { state: 'refused', seen: 0 }]);
    const zip = join(folder, 'bundle.zip');
    await writeFile(
      zip,
      zipOf([
        { name: 'a.csv', content: `${HEADER}\nzip,1,G1,2025-09-30 08:30\n` },
        { name: 'b.csv', content: `${HEADER}\nzip,2,G1,soon\n` },
      ]),
    );
    const glanced = await run('load', zip, '--dry-run');
    expect([glanced.code, JSON.parse(glanced.stdout)]).toMatchObject([
      3,
      [
        { dryRun: true, path: `${zip}!a.csv`, accepted: 1, rejected: 0 },
        { dryRun: true, path: `${zip}!b.csv`, accepted: 0, rejected: 1 },
      ],
    ]);
    expect(await readdir(join(data, 'tmp'))).toEqual([]);
    expect((await run('load')).code).toBe(2);
    expect((await run('load', join(folder, 'nowhere.csv'))).code).toBe(1);
    expect((await run('receipt', 'abc')).code).toBe(2);
  }, 60_000);
});
