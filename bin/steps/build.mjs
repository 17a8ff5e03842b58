/** Compiles the server to dist/ and the pages to dist/web, each only when its own sources changed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { inRoot } from './places.mjs';
import { step } from './progress.mjs';
import { capture, Explained, lastLines } from './run.mjs';

const SHARED = ['package-lock.json', 'tsconfig.json'];

const PARTS = [
  {
    title: '构建服务端 · Building the server',
    sources: [...SHARED, 'tsconfig.build.json', 'metrics', 'server', 'seeds'],
    product: inRoot('dist', 'server', 'main.js'),
    stamp: inRoot('dist', '.server-built'),
    command: [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    before: forgetIncrementalStateOfLostOutput,
    after: removeOutputWithoutSource,
  },
  {
    title: '构建网页 · Building the pages',
    sources: [...SHARED, 'vite.config.ts', 'web', 'server/contract.ts'],
    product: inRoot('dist', 'web', 'index.html'),
    stamp: inRoot('dist', '.web-built'),
    command: [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
  },
];

const upToDate = ({ stamp, product, sources }) =>
  existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(sources);

export const built = () => PARTS.every(upToDate);

/** Builds what is stale; both parts at once. Throws `Explained` with the compiler's own words. */
export async function build() {
  mkdirSync(inRoot('dist'), { recursive: true });
  const results = await Promise.allSettled(PARTS.filter((part) => !upToDate(part)).map(buildPart));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function buildPart({ title, sources, product, stamp, command, before, after }) {
  // Taken before the compiler reads: an edit made meanwhile leaves the stamp stale and is built next time.
  const from = fingerprint(sources);
  return step(title, async () => {
    rmSync(stamp, { force: true });
    before?.();
    const { code, output } = await capture(process.execPath, command);
    if (code !== 0 || !existsSync(product)) {
      throw new Explained(
        `${lastLines(output, 40)}\n\n构建失败：源文件有错误（见上），或依赖不完整（删除 node_modules 与 dist 后重试）。\n` +
          'The build failed: the sources have errors (above), or packages are missing (delete node_modules and dist, then try again).',
      );
    }
    after?.();
    writeFileSync(stamp, from);
  });
}

/** tsc trusts its own notes: with output deleted by hand it would write nothing. */
function forgetIncrementalStateOfLostOutput() {
  const lost = ['metrics', 'server', 'seeds'].some((folder) => !existsSync(inRoot('dist', folder)));
  if (lost || !existsSync(inRoot('dist', 'server', 'main.js'))) rmSync(inRoot('dist', '.tsbuildinfo'), { force: true });
}

/** A renamed source must not leave its old output behind, where a folder scan (migrations) would still find it. */
function removeOutputWithoutSource() {
  for (const folder of ['metrics', 'server', 'seeds']) {
    const output = inRoot('dist', folder);
    if (!existsSync(output)) continue;
    for (const name of readdirSync(output, { recursive: true })) {
      const source = /^(.*)\.js(\.map)?$/.exec(name)?.[1];
      if (source && !existsSync(inRoot(folder, `${source}.ts`))) rmSync(join(output, name));
    }
  }
}
