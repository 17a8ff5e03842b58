/** Finds requirements, units, systems, findings and definitions by their names and codes, within what the caller may see. */
import { Injectable } from '@nestjs/common';
import { catalogue } from '../../metrics/catalogue.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { HITS_SHOWN, type SearchAnswer, type SearchHit } from '../contract-search.ts';
import { FactStore } from '../facts/fact-store.ts';
import type { Statement } from '../indicators/statements.ts';

type Group = SearchAnswer['groups'][number];
interface Row {
  id: string;
  name: string;
  detail: string;
  total: number;
}

/** Words beyond these say no more about what is looked for. */
const MOST_TERMS = 6;

/**
 * Every word must occur somewhere in `text`; what begins with the whole question comes first, then short names before long ones.
 * @param rows a query with the columns id, name, detail and text, all of them String
 */
const found = (rows: string) => `
  SELECT h.id AS id, h.name AS name, h.detail AS detail, count() OVER () AS total
  FROM (${rows}) h
  WHERE arrayAll(term -> position(lowerUTF8(h.text), term) > 0, {terms:Array(String)})
  ORDER BY lowerUTF8(h.id) = {whole:String} DESC, startsWith(lowerUTF8(h.name), {whole:String}) DESC,
    position(lowerUTF8(h.name), {first:String}) > 0 DESC, lengthUTF8(h.name), h.detail DESC, h.id
  LIMIT {most:UInt8}`;

const REQUIREMENTS = found(
  `SELECT r.code AS id, r.name AS name, r.issuer AS detail, concat(r.name, ' ', r.code, ' ', r.issuer) AS text FROM requirements r`,
);
const SYSTEMS = found(
  `SELECT s.code AS id, s.name AS name, s.code AS detail, concat(s.name, ' ', s.code) AS text FROM systems s`,
);
const UNITS = (scope: string) =>
  found(`SELECT e.code AS id, e.name AS name, p.name AS detail, concat(e.name, ' ', e.code) AS text
    FROM (SELECT *, code AS unit, if(length(path) > 1, path[-2], '') AS above FROM unit_paths) e
    LEFT ANY JOIN (SELECT code, name FROM unit_paths) p ON p.code = e.above WHERE ${scope}`);
/** Open ones only: what is watched or cannot be judged is found on the page of findings. */
const FINDINGS = (scope: string) =>
  found(`SELECT e.id AS id, if(r.name = '', e.requirement, r.name) AS name,
      trim(concat(formatDateTime(e.month, '%Y-%m'), ' ', if(u.name = '', e.unit, u.name))) AS detail,
      concat(if(r.name = '', e.requirement, r.name), ' ', e.requirement, ' ', u.name, ' ', e.unit, ' ', formatDateTime(e.month, '%Y-%m')) AS text
    FROM findings e LEFT ANY JOIN (SELECT code, name FROM requirements) r ON r.code = e.requirement
      LEFT ANY JOIN (SELECT code, name FROM unit_paths) u ON u.code = e.unit
    WHERE e.status = 'open' AND ${scope}`);

@Injectable()
export class SearchService {
  constructor(private readonly store: FactStore) {}

  /** @param may which kinds the caller's role opens @param scope on `e.unit` */
  async search(
    question: string,
    may: { business: boolean; findings: boolean },
    scope: Statement,
  ): Promise<SearchAnswer> {
    const whole = question.trim().toLowerCase();
    const terms = whole.split(/\s+/u).filter(Boolean).slice(0, MOST_TERMS);
    if (terms.length === 0) return { groups: [] };
    const parameters = { ...scope.parameters, terms, whole, first: terms[0]!, most: HITS_SHOWN };
    const ask = async (kind: Group['kind'], allowed: boolean, sql: string): Promise<Group> => {
      const rows = allowed ? await this.store.query<Row>(sql, parameters) : [];
      return { kind, total: rows[0]?.total ?? 0, hits: rows.map((row) => hitOf(kind, row)) };
    };
    const stored = await Promise.all([
      ask('requirement', may.business, REQUIREMENTS),
      ask('unit', true, UNITS(scope.sql)),
      ask('system', may.business, SYSTEMS),
      ask('finding', may.findings, FINDINGS(scope.sql)),
    ]);
    const defined = [definitions('indicator', catalogue, terms, whole), definitions('rule', rules, terms, whole)];
    return { groups: [...stored.slice(0, 3), ...defined, ...stored.slice(3)].filter(({ total }) => total > 0) };
  }
}

const hitOf = (kind: Group['kind'], { id, name, detail }: Row): SearchHit => ({
  kind,
  id,
  name: { zh: name || id, en: name || id },
  detail: { zh: detail, en: detail },
});

interface Defined {
  id: string;
  terms: { zh: string; en: string };
  question: { zh: string; en: string };
}

/** Definitions are few and in memory. A word in the name counts more than one in the question it answers. */
function definitions(kind: 'indicator' | 'rule', all: readonly Defined[], terms: string[], whole: string): Group {
  const ranked = all.flatMap((one) => {
    const name = `${one.terms.zh} ${one.terms.en} ${one.id}`.toLowerCase();
    const text = `${name} ${one.question.zh} ${one.question.en}`.toLowerCase();
    if (!terms.every((term) => text.includes(term))) return [];
    const rank = one.id.toLowerCase() === whole ? 0 : terms.every((term) => name.includes(term)) ? 1 : 2;
    return [{ one, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const hits = ranked.slice(0, HITS_SHOWN).map(({ one }): SearchHit => {
    return { kind, id: one.id, name: one.terms, detail: one.question };
  });
  return { kind, total: ranked.length, hits };
}
