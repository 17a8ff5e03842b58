/** A person without a mouse: Tab until a thing has the focus, then the key for it. Nothing here clicks or sets a focus. */
import type { Locator, Page } from 'playwright-core';

/** More stops than a page has on the way to anything a task needs; a focus that is caught somewhere is found out by it. */
const MOST_STOPS = 400;

export class Keys {
  constructor(private readonly page: Page) {}

  /** Tabs to `target`, and says where the focus was last when it is never reached. A stop must be seen to have the focus. */
  async reach(target: Locator): Promise<void> {
    await target.waitFor();
    for (let stops = 0; stops <= MOST_STOPS; stops++) {
      const here = await target.evaluate((element) =>
        !element.matches(':focus') ? '' : element.matches(':focus-visible') ? 'seen' : 'unseen',
      );
      if (here === 'unseen') throw new Error(`${target.toString()} has the focus, but it cannot be seen`);
      if (here) return;
      await this.page.keyboard.press('Tab');
    }
    const last = await this.page.evaluate('document.activeElement?.outerHTML.slice(0, 200)');
    throw new Error(`${target.toString()} was not reached in ${MOST_STOPS} stops; the focus is on ${String(last)}`);
  }

  async press(target: Locator, key = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press(key);
  }

  /** Writes into a field in place of what stands there. */
  async write(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }
}
