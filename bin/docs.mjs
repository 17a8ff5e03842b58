#!/usr/bin/env node
/** `npm run docs`: writes docs/indicators.md from the catalogue. `npm run check` fails while it is out of date. */
import './node-version.mjs';
import { writeFileSync } from 'node:fs';

const { ready } = await import('./bootstrap.mjs');
const { inRoot } = await import('./steps/places.mjs');
const { fail } = await import('./steps/run.mjs');
await ready().catch(fail);
const { currentDocument } = await import('./steps/indicators-document.mjs');
writeFileSync(inRoot('docs', 'indicators.md'), await currentDocument());
