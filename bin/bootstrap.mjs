/**
 * Makes a clone ready: packages installed, sources built. Needs nothing but Node itself. When nothing changed it only
 * hashes the sources (about 50 ms) and returns.
 */
import { build, built } from './steps/build.mjs';
import { install, installed } from './steps/install.mjs';
import { withLock } from './steps/lock.mjs';

/** Installs and builds what is missing or stale; the second look under the lock spares work another process just did. */
export async function ready({ withBuild = true } = {}) {
  const done = () => installed() && (!withBuild || built());
  if (done()) return;
  await withLock(async () => {
    if (!installed()) await install();
    if (withBuild && !built()) await build();
  });
}
