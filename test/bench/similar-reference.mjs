/**
 * Which reports are alike, computed without the product: every pair with an exact Jaccard coefficient of at least `least` of
 * its character 3-grams, those of the template left out. Nothing is estimated: of two texts that alike, the rarest
 * n - ceil(least * n) + 1 grams of each must have one in common (prefix filtering, Chaudhuri et al. 2006), and all pairs
 * that do are compared.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const TEMPLATE_SHARE = 0.3;

function grams(text) {
  const characters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\p{Z}\p{P}\p{S}\p{C}]+/gu, '')
      .replace(/[0-9]+/g, '#'),
  ];
  const found = new Set();
  for (let i = 0; i + 3 <= characters.length; i++) found.add(characters[i] + characters[i + 1] + characters[i + 2]);
  return found;
}

/** Texts by requirement, of the first `most` requirements in the file. */
async function texts(path, most) {
  const byRequirement = new Map();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [, id, , requirement] = line.split(',', 4);
    if (requirement === 'requirement_code') continue;
    if (!byRequirement.has(requirement) && byRequirement.size < most) byRequirement.set(requirement, []);
    byRequirement.get(requirement)?.push({ id, text: line.slice(line.indexOf('"') + 1, -1) });
  }
  return byRequirement.values();
}

function shared(a, b) {
  let n = 0;
  let k = 0;
  for (const rank of a) {
    while (k < b.length && b[k] < rank) k++;
    if (k < b.length && b[k] === rank) n++;
  }
  return n;
}

/**
 * `{pairs, ids}`: pairs "a b" with a < b, of texts with at least `shortest` grams beside the template, and the ids of all
 * reports that were looked at: those of `most` requirements.
 */
export async function alikePairs(path, { least, shortest, most }) {
  const pairs = new Set();
  const ids = new Set();
  for (const reports of await texts(path, most)) {
    for (const { id } of reports) ids.add(Number(id));
    const uses = new Map();
    const all = reports.map(({ id, text }) => ({ id: Number(id), grams: grams(text) }));
    for (const one of all) for (const gram of one.grams) uses.set(gram, (uses.get(gram) ?? 0) + 1);
    const rank = new Map(
      [...uses]
        .filter(([, n]) => n < TEMPLATE_SHARE * all.length)
        .sort((a, b) => a[1] - b[1])
        .map(([gram], i) => [gram, i]),
    );
    const bodies = all
      .map(({ id, grams: own }) => ({
        id,
        ranks: Int32Array.from([...own].filter((gram) => rank.has(gram)).map((gram) => rank.get(gram))).sort(),
      }))
      .filter(({ ranks }) => ranks.length >= shortest)
      .sort((a, b) => a.ranks.length - b.ranks.length);
    for (const pair of pairsOf(bodies, least)) pairs.add(pair);
  }
  return { pairs, ids };
}

function pairsOf(bodies, least) {
  const pairs = new Set();
  const index = new Map();
  bodies.forEach(({ id, ranks }, place) => {
    const prefix = ranks.length - Math.ceil(least * ranks.length) + 1;
    const candidates = new Set();
    for (let i = 0; i < prefix; i++) for (const other of index.get(ranks[i]) ?? []) candidates.add(other);
    for (const other of candidates) {
      const body = bodies[other];
      if (body.ranks.length < least * ranks.length) continue;
      const common = shared(body.ranks, ranks);
      if (common / (body.ranks.length + ranks.length - common) >= least)
        pairs.add(`${Math.min(id, body.id)} ${Math.max(id, body.id)}`);
    }
    for (let i = 0; i < prefix; i++) {
      const some = index.get(ranks[i]);
      if (some) some.push(place);
      else index.set(ranks[i], [place]);
    }
  });
  return pairs;
}
