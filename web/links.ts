import type { DayRange } from './period.ts';
import { address } from './view-state.ts';

export interface EvidencePredicate extends DayRange {
  indicator: string;
  requirement?: string | undefined;
  unit?: string | undefined;
  /** Only what lies in the unit itself: figures by unit are so. */
  own?: boolean;
  /** 0 = Monday, and the hour of the day: only rows that lie in this hour of the week. */
  weekday?: number;
  hour?: number;
}

/** Where the rows behind a figure are listed: exactly the predicate the figure was computed with. */
export function evidenceLink({
  indicator,
  requirement,
  unit,
  own,
  from,
  to,
  weekday,
  hour,
}: EvidencePredicate): string {
  return address('/evidence', { indicator, requirement, unit, own: own ? '1' : undefined, from, to, weekday, hour });
}

export function requirementLink(code: string, view: { from?: string; to?: string; unit?: string } = {}): string {
  return address(`/requirements/${encodeURIComponent(code)}`, view);
}

export const findingLink = (id: string): string => `/findings/${encodeURIComponent(id)}`;
export const definitionLink = (id: string): string => `/indicators/${encodeURIComponent(id)}`;

export function findingsLink(query: Record<string, string | undefined>): string {
  return address('/findings', query);
}

/** What a rule says, about everyone or about one department. */
export const ruleLink = (rule: string, query: Record<string, string | undefined> = {}): string =>
  address('/red-lines', { rule, ...query });

/** A fact in an address: kind, source and external id, each escaped so that any character may occur in them. */
export function writeFactRef(kind: string, source: string, externalId: string): string {
  return [kind, source, externalId].map((part) => encodeURIComponent(part).replaceAll('~', '%7E')).join('~');
}

export function readFactRef(text: string): { kind: string; source: string; externalId: string } | null {
  const parts = text.split('~');
  if (parts.length !== 3) return null;
  try {
    const [kind, source, externalId] = parts.map(decodeURIComponent) as [string, string, string];
    return { kind, source, externalId };
  } catch {
    return null;
  }
}
