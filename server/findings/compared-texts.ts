/** The texts behind signals of copied text, each cut into template, what both have, and what is its own. */
import type { FactStore } from '../facts/fact-store.ts';
import { shingles, textParts, type TextPart } from './text-parts.ts';

const DETECTORS = new Set(['text-copy-near', 'text-copy-exact']);
/** Longer texts are shown as they are. */
const LONGEST = 20_000;

interface Shown {
  detector?: string;
  signal?: string;
}

interface ComparedReport {
  signal: string;
  requirement: string;
  source: string;
  external_id: string;
  day: string;
  place: number;
}

export const comparedKey = (signal: string | undefined, source: string, externalId: string): string =>
  `${signal ?? ''}\u001f${source}\u001f${externalId}`;

/** Parts by `comparedKey`: the flagged report against the first that proves it, each of those against the flagged one. */
export async function comparedTexts(store: FactStore, shown: readonly Shown[]): Promise<Map<string, TextPart[]>> {
  const answer = new Map<string, TextPart[]>();
  const signals = [...new Set(shown.filter((one) => DETECTORS.has(one.detector ?? '')).map((one) => one.signal ?? ''))];
  if (signals.length === 0) return answer;
  const reports = await store.query<ComparedReport>(
    `SELECT toString(s.signal) AS signal, s.requirement AS requirement, p.2 AS source, p.3 AS external_id, toString(p.4) AS day, place
     FROM signals s ARRAY JOIN events AS p, arrayEnumerate(events) AS place
     WHERE s.detector IN {detectors:Array(String)} AND toString(s.signal) IN {signals:Array(String)} ORDER BY signal, place`,
    { detectors: [...DETECTORS], signals },
  );
  const [texts, templates] = await Promise.all([
    textsOf(store, reports),
    store.query<{ requirement: string; pieces: string[] }>(
      'SELECT requirement, pieces FROM text_templates WHERE requirement IN {requirements:Array(String)}',
      { requirements: [...new Set(reports.map((report) => report.requirement))] },
    ),
  ]);
  const templateOf = new Map(templates.map(({ requirement, pieces }) => [requirement, new Set(pieces)]));
  const textOf = (report: ComparedReport) => texts.get(comparedKey('', report.source, report.external_id)) ?? '';
  for (const signal of signals) {
    const [flagged, ...partners] = reports.filter((report) => report.signal === signal);
    if (!flagged || !partners[0]) continue;
    const template = templateOf.get(flagged.requirement) ?? new Set<string>();
    const own = shingles(textOf(flagged));
    const pairs: [ComparedReport, ReadonlySet<string>][] = [
      [flagged, shingles(textOf(partners[0]))],
      ...partners.map((partner): [ComparedReport, ReadonlySet<string>] => [partner, own]),
    ];
    for (const [report, other] of pairs) {
      const text = textOf(report);
      if (text !== '' && text.length <= LONGEST)
        answer.set(comparedKey(signal, report.source, report.external_id), textParts(text, template, other));
    }
  }
  return answer;
}

async function textsOf(store: FactStore, reports: readonly ComparedReport[]): Promise<Map<string, string>> {
  const rows = await store.query<{ source: string; external_id: string; text: string }>(
    `SELECT source, external_id, text FROM reports WHERE day IN {days:Array(Date)} AND (source, external_id) IN
       (SELECT k.1, k.2 FROM (SELECT arrayJoin(arrayZip({sources:Array(String)}, {ids:Array(String)})) AS k))`,
    {
      days: [...new Set(reports.map((report) => report.day))],
      sources: reports.map((report) => report.source),
      ids: reports.map((report) => report.external_id),
    },
  );
  return new Map(rows.map((row) => [comparedKey('', row.source, row.external_id), row.text]));
}
