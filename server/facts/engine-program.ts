/** Where the engine process's program is: compiled beside this file, or transpiled once when run from the sources. */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ENTRY = 'engine-process';

/** Absolute path of a JavaScript file that Node can run. */
export async function engineProgram(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url));
  return import.meta.url.endsWith('.ts') ? transpiledProgram(here, ENTRY) : join(here, `${ENTRY}.js`);
}

/**
 * Tests and `npm run dev` run the sources, which Node 20 cannot: transpiles `<folder>/<entry>.ts` and the files beside it
 * that it imports, once for each content.
 */
export async function transpiledProgram(folder: string, entry: string): Promise<string> {
  const { default: ts } = await import('typescript');
  const sources = new Map<string, string>();
  const pending = [`${entry}.ts`];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (sources.has(file)) continue;
    const text = await readFile(join(folder, file), 'utf8');
    sources.set(file, text);
    for (const [, imported] of text.matchAll(/from '\.\/([\w-]+\.ts)'/g)) if (imported) pending.push(imported);
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([ts.version, ...sources]))
    .digest('hex')
    .slice(0, 16);
  // Inside node_modules, so that `chdb` resolves from there.
  const target = join(folder, '..', '..', 'node_modules', '.cache', 'henjian-engine', digest);
  const program = join(target, `${entry}.js`);
  const exists = await access(program).then(
    () => true,
    () => false,
  );
  if (exists) return program;
  await mkdir(target, { recursive: true });
  const options = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  await place(join(target, 'package.json'), '{"type":"module"}');
  // The entry comes last: its presence says that the others are there.
  const files = [...sources].sort(([a], [b]) => Number(a === `${entry}.ts`) - Number(b === `${entry}.ts`));
  for (const [file, text] of files) {
    await place(
      join(target, `${basename(file, '.ts')}.js`),
      ts.transpileModule(text, { compilerOptions: options }).outputText,
    );
  }
  return program;
}

async function place(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
