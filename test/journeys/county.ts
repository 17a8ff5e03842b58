/** A real server on a temporary data folder with the small demo county, and people who sign in to it with a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { demoAccount, untilComputed } from '../../bin/steps/demo-county.mjs';
import { serve } from '../../bin/steps/serve.mjs';
import type { Served } from '../../bin/steps/serve.mjs';
import { smallCounty } from '../../bin/steps/small-county.mjs';
import type { Role } from '../../server/contract.ts';
import { openBrowser } from '../support/browser.ts';

/** A page that needs longer than this to show something is broken. */
const PATIENCE_MS = 20_000;

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Visitor {
  page: Page;
  /** Uncaught errors and error messages in the console so far; a journey ends with none. */
  problems: string[];
  close(): Promise<void>;
}

export class County {
  readonly #folder: string;
  readonly #server: Served;
  readonly #browser: Browser;

  private constructor(folder: string, server: Served, browser: Browser) {
    this.#folder = folder;
    this.#server = server;
    this.#browser = browser;
  }

  /** A server on its own copy of the small county; its first start makes the accounts. */
  static async open(): Promise<County> {
    const folder = mkdtempSync(join(tmpdir(), 'henjian-journey-'));
    const browser = await openBrowser();
    try {
      const data = join(folder, 'data');
      await smallCounty(data);
      const server = await serve({ data, env: { HENJIAN_DEMO: 'on' }, timeoutMs: PATIENCE_MS });
      await untilComputed(server, data);
      return new County(folder, server, browser);
    } catch (error) {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  get url(): string {
    return this.#server.url;
  }

  /** Where journeys may put the files they upload. */
  get folder(): string {
    return this.#folder;
  }

  account(role: Role): { name: string; password: string } {
    const account = demoAccount(this.#data, role);
    if (!account) throw new Error(`The demo has no account for the role ${role}`);
    return account;
  }

  /** A fresh browser profile that speaks `language`. */
  async visitor(language: Language, colorScheme: 'light' | 'dark' = 'light', width = 1440): Promise<Visitor> {
    const context = await this.#browser.newContext({
      locale: language,
      colorScheme,
      viewport: { width, height: 900 },
      acceptDownloads: true,
      reducedMotion: 'reduce',
    });
    await context.addInitScript({ content: `localStorage.setItem('henjian.language', '${language}')` });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.stack ?? String(error)));
    page.on('console', (message) => {
      // Asking whether a session exists is answered 401 before anyone signed in; browsers log that as an error.
      if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
    });
    return { page, problems, close: () => context.close() };
  }

  /** Signs in through the page, as a person does, and waits until the header names the account. */
  async signIn(page: Page, role: Role): Promise<void> {
    const { name, password } = this.account(role);
    // Elsewhere on the site the page sends a stranger here by itself, and back afterwards.
    if (!page.url().startsWith(this.url)) await page.goto(`${this.url}/sign-in`);
    await page.getByTestId('name').fill(name);
    await page.getByTestId('password').fill(password);
    await page.getByTestId('enter').click();
    await page.getByTestId('who').filter({ hasText: name }).waitFor();
  }

  /** JSON below /api/v1 with the page's own session. */
  async get(page: Page, path: string): Promise<unknown> {
    const response = await page.request.get(`${this.url}/api/v1/${path}`);
    if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`);
    return response.json();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
