/** docs/dependencies.md says why each direct dependency exists, and names none that is gone. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../steps/places.mjs';

export function unexplainedDependencies() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const wanted = Object.keys({ ...dependencies, ...devDependencies });
  const text = readFileSync(inRoot('docs', 'dependencies.md'), 'utf8');
  const named = [...text.matchAll(/^\| ((?:`[^`]+`[, ]*)+) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  return [
    ...wanted
      .filter((name) => !named.includes(name))
      .map((name) => `docs/dependencies.md does not say why ${name} exists`),
    ...named
      .filter((name) => !wanted.includes(name))
      .map((name) => `docs/dependencies.md explains ${name}, which is gone`),
  ];
}
