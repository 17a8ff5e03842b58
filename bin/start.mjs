#!/usr/bin/env node
/** `npm start`: install and build what is missing, then serve. */
import './node-version.mjs';

const { ready } = await import('./bootstrap.mjs');
const { fail } = await import('./steps/run.mjs');
await ready().catch(fail);
process.env.NODE_ENV ??= 'production';
await import('../dist/server/main.js');
