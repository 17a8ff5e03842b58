/** Versions are exact, so that the engine and the drivers that were tested are the ones that run. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../steps/places.mjs';

/** Type packages follow their library's major; a range there cannot change what runs. */
const MAY_RANGE = /^@types\//;

export function unpinned() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name, version]) => !MAY_RANGE.test(name) && !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `package.json: ${name} is "${version}", not an exact version`);
}
