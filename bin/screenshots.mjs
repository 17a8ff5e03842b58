#!/usr/bin/env node
/**
 * `npm run screenshots [-- --full] [-- --only NAME]`: every page as PNG below screenshots/, in both languages and themes,
 * on a desk (1440 px) and on a phone (390 px), from a server of its own on the demo county. `--full` takes the whole county
 * instead of the small one.
 */
import './node-version.mjs';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { ready } = await import('./bootstrap.mjs');
const { browser: findBrowser } = await import('./steps/browser.mjs');
const { signIn, untilComputed } = await import('./steps/demo-county.mjs');
const { pagesToVisit } = await import('./steps/pages.mjs');
const { inRoot } = await import('./steps/places.mjs');
const { say } = await import('./steps/progress.mjs');
const { fail } = await import('./steps/run.mjs');
const { smallCounty } = await import('./steps/small-county.mjs');
const { serve } = await import('./steps/serve.mjs');

const { values: options } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
});
await ready().catch(fail);
const executablePath = await findBrowser().catch(fail);
const { chromium } = await import('playwright-core');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LOOKS = ['zh-CN', 'en'].flatMap((language) =>
  ['light', 'dark'].flatMap((theme) => [1440, 390].map((width) => ({ language, theme, width }))),
);

const folder = mkdtempSync(join(tmpdir(), 'henjian-screenshots-'));
const data = join(folder, 'data');
const target = inRoot('screenshots');
mkdirSync(target, { recursive: true });
const chrome = await chromium.launch({ executablePath, args: ARGUMENTS });
if (!options.full) await smallCounty(data);
const server = await serve({ data, env: { HENJIAN_DEMO: 'on' } });
try {
  const cookies = {
    auditor: (await untilComputed(server, data)).cookie,
    leader: (await signIn(server.url, data, 'leader')).cookie,
    steward: (await signIn(server.url, data, 'steward')).cookie,
    administrator: (await signIn(server.url, data, 'administrator')).cookie,
  };
  const pages = await pagesToVisit(async (path) => {
    const response = await fetch(`${server.url}/api/v1/${path}`, { headers: { Cookie: cookies.auditor } });
    return response.json();
  });
  let made = 0;
  for (const look of LOOKS) made += await shoot(look, pages, cookies);
  say(`${made} → screenshots/`);
} finally {
  await chrome.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function shoot({ language, theme, width }, pages, cookies) {
  let made = 0;
  for (const role of [...new Set(pages.map((visit) => visit.role))]) {
    const context = await chrome.newContext({
      locale: language,
      colorScheme: theme,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
      ...(role ? { storageState: { cookies: cookies[role].split('; ').map(asCookie), origins: [] } } : {}),
    });
    await context.addInitScript({ content: `localStorage.setItem('henjian.language', '${language}')` });
    const page = await context.newPage();
    const wanted = pages.filter(
      ({ name, role: of }) => of === role && (options.only.length === 0 || options.only.includes(name)),
    );
    for (const { name, path } of wanted) {
      await page.goto(server.url + path);
      await page.waitForLoadState('networkidle');
      await page.getByTestId('waiting').first().waitFor({ state: 'detached' });
      await page.screenshot({ path: join(target, `${name}.${language}.${theme}.${width}.png`), fullPage: true });
      made++;
    }
    await context.close();
  }
  return made;
}

function asCookie(text) {
  const [name, value] = text.split('=');
  return {
    name,
    value,
    domain: '127.0.0.1',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Strict',
  };
}
