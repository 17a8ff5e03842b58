/** A county with facts of every kind, loaded and computed, as a server shows it to the people of each role. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { browser } from '../../bin/steps/browser.mjs';
import { signIn } from '../../bin/steps/demo-county.mjs';
import { inRoot } from '../../bin/steps/places.mjs';
import { serve } from '../../bin/steps/serve.mjs';

/** Facts of the demo county as it is; more of them come from more people and villages in each township. */
const FACTS = 1_000_000;
const ROLES = ['auditor', 'leader', 'steward', 'administrator'];

export class County {
  /** `given`: a data folder that holds such a county already; it is copied, never opened. */
  constructor(world, given) {
    this.world = world;
    this.given = given;
    this.data = join(world.folder, 'county');
  }

  /** The data folder, made once. */
  made() {
    return this.world.share('county', async () => {
      if (this.given) cpSync(this.given, this.data, { recursive: true });
      else await this.make();
      return this.data;
    });
  }

  async make() {
    const { generateWorld } = await import(inRoot('dist', 'seeds', 'worlds.js'));
    const sources = join(this.world.folder, 'county-sources');
    const { files } = await generateWorld('demo-county', sources, { scale: this.world.rows / FACTS });
    await this.world.henjianOn(this.data, 'load', ...files.map(({ path }) => join(sources, path)));
    await this.world.henjianOn(this.data, 'compute');
    rmSync(sources, { recursive: true });
  }

  /** `{url, cookies, get}`: the built server on it. */
  served() {
    return this.world.share('served county', async () => this.start(await this.made()));
  }

  /** The same with a server that nobody has asked anything yet. */
  async startAgain() {
    await this.stop?.();
    await this.made();
    const started = this.start(this.data);
    this.world.once.set('served county', started);
    return started;
  }

  async start(data) {
    const server = await serve({ data, env: { HENJIAN_DEMO: 'on' } });
    this.stop = () => server.stop();
    const cookies = {};
    for (const role of ROLES) cookies[role] = (await signIn(server.url, data, role)).cookie;
    const get = async (path) => {
      const response = await fetch(`${server.url}/api/v1/${path}`, { headers: { Cookie: cookies.auditor } });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return response.json();
    };
    return { url: server.url, pid: server.pid, cookies, get };
  }

  /** A browser window that nobody has used yet, signed in as `role` ('' = signed out), without moving pictures. */
  async freshContext(role) {
    const chrome = await this.chrome();
    const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    const { url, cookies } = await this.served();
    const pairs = role ? cookies[role].split('; ').map((pair) => pair.split('=')) : [];
    await context.addCookies(pairs.map(([name, value]) => ({ name, value, url })));
    return context;
  }

  chrome() {
    return this.world.share('chrome', async () => {
      const { chromium } = await import('playwright-core');
      const chrome = await chromium.launch({
        executablePath: await browser(),
        args: ['--no-sandbox', '--disable-gpu'],
      });
      this.world.closing.push(() => chrome.close());
      return chrome;
    });
  }
}
