/**
 * Reports with texts, made by the seeds' honest prose and copied by hand, so to speak: one in twenty is an earlier one with
 * characters changed, a sentence dropped or two exchanged. Shares nothing with what finds them.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { inRoot } from '../../bin/steps/places.mjs';

const FIRST_DAY = Date.UTC(2025, 0, 1);
const DAYS = 365;
const UNITS = 20;
const CADRES = 3000;
const COPIED = 0.05;
/** Reports of a requirement that are still at hand to be copied. */
const AT_HAND = 400;
const REPORTS_PER_REQUIREMENT = 33_000;
const LEAST_REQUIREMENTS = 12;
const TYPED = [...'的一是在不了有和人这中大为上个国我以要他'];

function copied(random, text) {
  const way = random.below(10);
  const sentences = text.split('。');
  if (way === 0 && sentences.length > 4) sentences.splice(1 + random.below(sentences.length - 3), 1);
  if (way === 1 && sentences.length > 4) sentences.splice(1, 2, sentences[2], sentences[1]);
  const characters = [...sentences.join('。')];
  for (let edits = random.integer(0, 8); edits > 0; edits--)
    characters[random.below(characters.length)] = random.pick(TYPED);
  return characters.join('');
}

/** How many requirements share them. */
export const requirementsOf = (rows) => Math.max(LEAST_REQUIREMENTS, Math.round(rows / REPORTS_PER_REQUIREMENT));

/** Writes `rows` reports as canonical CSV, and the directory they need. Answers the paths. */
export async function writeReports(folder, rows) {
  const { Random } = await import(inRoot('dist', 'seeds', 'random.js'));
  const { gridLog, villageWeek, weeklyDisputes } = await import(inRoot('dist', 'seeds', 'texts.js'));
  const random = new Random(20250101);
  const makers = [gridLog, villageWeek, weeklyDisputes];
  const requirements = requirementsOf(rows);
  const atHand = Array.from({ length: requirements }, () => []);
  const paths = { units: `${folder}/org_units.csv`, cadres: `${folder}/cadres.csv`, reports: `${folder}/reports.csv` };
  const units = Array.from({ length: UNITS }, (_, i) => `T${i},T${i},township,C`);
  await written(paths.units, ['code,name,level,parent_code', 'C,C,county,', ...units]);
  const people = Array.from({ length: CADRES }, (_, i) => `P${i},T${i % UNITS}`);
  await written(paths.cadres, ['code,org_unit_code', ...people]);
  function* lines() {
    yield 'source,external_id,cadre_code,requirement_code,submitted_at,text';
    for (let i = 0; i < rows; i++) {
      const of = random.below(requirements);
      const some = atHand[of];
      const text =
        some.length > 0 && random.chance(COPIED)
          ? copied(random, random.pick(some))
          : `要求${of}的本期工作汇报如下，请予审阅。${makers[of % 3](random)}特此报告，如有不妥请批评指正。`;
      some[some.length < AT_HAND ? some.length : random.below(AT_HAND)] = text;
      const time = new Date(FIRST_DAY + Math.floor((i / rows) * DAYS * 86_400) * 1000).toISOString();
      yield `bench,${i},P${random.below(CADRES)},R${of},${time},"${text}"`;
    }
  }
  await written(paths.reports, lines());
  return paths;
}

async function written(path, lines) {
  const file = createWriteStream(path);
  let block = [];
  for (const line of lines) {
    block.push(line);
    if (block.length < 5000) continue;
    if (!file.write(`${block.join('\n')}\n`)) await once(file, 'drain');
    block = [];
  }
  file.end(`${block.join('\n')}\n`);
  await once(file, 'close');
}
