#!/usr/bin/env node
/** `npm run build`: install and build what is missing or stale, and stop there. */
import './node-version.mjs';

const { ready } = await import('./bootstrap.mjs');
const { fail } = await import('./steps/run.mjs');
await ready().catch(fail);
