/**
 * Finds a Chromium for the browser journeys and the screenshots, or installs one that an npm package ships.
 * Only tests and screenshots need a browser; the product does not.
 */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, onPath } from './install.mjs';
import { withLock } from './lock.mjs';
import { cache } from './places.mjs';
import { step } from './progress.mjs';
import { capture, Explained, lastLines } from './run.mjs';

const PACKAGE = '@sparticuz/chromium@153.0.0';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const FOLDER = join(cache, 'browser');
const UNPACKED = join(FOLDER, 'unpacked');
const SHIPPED = join(UNPACKED, 'chromium');
const WRAPPER = join(FOLDER, 'chromium-with-libraries.sh');

/** Path of a Chromium that starts. Throws `Explained` when there is none and none can be installed. */
export async function browser() {
  const named = process.env.HENJIAN_CHROMIUM;
  if (named) return named;
  const system = NAMES.map(onPath).find(Boolean) ?? MAC_PLACES.find((path) => existsSync(path));
  if (system) return system;
  return (await usable()) ?? (await withLock(async () => (await usable()) ?? (await shipped())));
}

async function usable() {
  for (const path of [WRAPPER, SHIPPED]) if (existsSync(path) && (await starts(path))) return path;
  return undefined;
}

const starts = (path) =>
  capture(path, ['--version']).then(
    ({ code }) => code === 0,
    () => false,
  );

async function shipped() {
  if (process.platform !== 'linux') throw new Explained(advice(''));
  mkdirSync(UNPACKED, { recursive: true });
  await step('安装测试用浏览器 · Installing a browser for the tests', async () => {
    const [command, ...first] = npmCommand();
    const args = ['install', '--no-save', '--prefix', FOLDER, PACKAGE, '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await capture(command, [...first, ...args], { log: join(cache, 'browser.log') });
    if (code !== 0) throw new Explained(advice(lastLines(output, 10)));
    await unpack();
  });
  if (await starts(SHIPPED)) return SHIPPED;
  // A bare machine lacks NSS and expat: use the copies the package carries, for this browser only.
  writeFileSync(
    WRAPPER,
    `#!/bin/sh\nLD_LIBRARY_PATH="${join(UNPACKED, 'al2023', 'lib')}:$LD_LIBRARY_PATH" exec "${SHIPPED}" "$@"\n`,
  );
  chmodSync(WRAPPER, 0o755);
  if (await starts(WRAPPER)) return WRAPPER;
  const { output } = await capture(WRAPPER, ['--version']);
  throw new Explained(advice(lastLines(output, 5)));
}

/** The package unpacks into the temporary folder, and its libraries only where it believes to be on AWS Lambda. */
async function unpack() {
  const module = join(FOLDER, 'node_modules', '@sparticuz', 'chromium', 'build', 'index.js');
  const script = `const { default: chromium } = await import(${JSON.stringify(module)}); await chromium.executablePath();`;
  const env = { ...process.env, TMPDIR: UNPACKED, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  const { code, output } = await capture(process.execPath, ['--input-type=module', '-e', script], { env });
  if (code !== 0) throw new Explained(advice(lastLines(output, 10)));
}

const advice = (detail) =>
  `${detail}\n没有可用的浏览器：请安装 Chromium（Debian/Ubuntu：sudo apt-get install -y chromium），或用 HENJIAN_CHROMIUM 指明其路径。\n` +
  'No browser can be used: install Chromium (Debian/Ubuntu: sudo apt-get install -y chromium), or name one in HENJIAN_CHROMIUM.';
