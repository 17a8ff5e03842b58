/** Licences of everything that reaches a user: server packages, and what the pages bundle. Read from package-lock.json. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../steps/places.mjs';

const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'BSL-1.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** npm found no licence field; where it was read instead. */
const READ_BY_HAND = {
  busboy: 'MIT', // LICENSE in the package; package.json uses the old `licenses` list
  streamsearch: 'MIT', // the same author, the same way
  '@chdb/lib-darwin-arm64': 'Apache-2.0', // as @chdb/lib-linux-x64-gnu; not served where the lockfile was made
  '@chdb/lib-darwin-x64': 'Apache-2.0',
  '@chdb/lib-linux-arm64-gnu': 'Apache-2.0',
};

/** Build-time packages whose code Vite puts into the pages. */
export const BUNDLED = [
  'vue',
  'vue-router',
  'vue-i18n',
  'vue-echarts',
  'echarts',
  'element-plus',
  '@tanstack/vue-query',
];

/** True for an SPDX expression of AND, OR and parentheses that allowed licences satisfy. */
export function allowed(expression) {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const term = () => {
    if (tokens[at] !== '(') return ALLOWED.has(tokens[at++]);
    at++;
    const value = either();
    at++;
    return value;
  };
  const both = () => {
    let value = term();
    while (tokens[at] === 'AND') {
      at++;
      value = term() && value;
    }
    return value;
  };
  const either = () => {
    let value = both();
    while (tokens[at] === 'OR') {
      at++;
      value = both() || value;
    }
    return value;
  };
  return tokens.length > 0 && either();
}

const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where `name`, required by the package at `from`, is installed. */
function placeOf(packages, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const place = `${base ? `${base}/` : ''}node_modules/${name}`;
    if (packages[place]) return place;
    if (!base) return undefined;
    if (!base.includes('/node_modules/')) base = '';
  }
}

function reached(packages, names) {
  const seen = new Set();
  const visit = (from, name) => {
    const place = placeOf(packages, from, name);
    if (!place || seen.has(place)) return;
    seen.add(place);
    for (const next of Object.keys(packages[place].dependencies ?? {})) visit(place, next);
  };
  for (const name of names) visit('', name);
  return [...seen];
}

export function licenceProblems() {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  const served = Object.keys(packages).filter((place) => place && !packages[place].dev && !packages[place].devOptional);
  return [...new Set([...served, ...reached(packages, BUNDLED)])].flatMap((place) => {
    const licence = packages[place].license ?? READ_BY_HAND[nameOf(place)];
    if (licence && allowed(licence)) return [];
    return `${nameOf(place)}: licence ${licence ?? 'unknown'} is not on the list in bin/checks/licences.mjs`;
  });
}
