#!/usr/bin/env node
/** `henjian VERB`: install and build what is missing (all progress on stderr), then the command line. */
import './node-version.mjs';

const { ready } = await import('./bootstrap.mjs');
const { fail } = await import('./steps/run.mjs');
await ready().catch(fail);
await import('../dist/server/cli/main.js');
