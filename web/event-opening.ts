import type { ViewEvent } from './api.ts';
import { findingLink, writeFactRef } from './links.ts';
import { can } from './session.ts';
import { address } from './view-state.ts';

/** Where a mark of an evidence view leads: the original line of the event, for those who may see it. */
export function openingOf(finding: string, event: ViewEvent): string | undefined {
  if (!can('original')) return undefined;
  return address(findingLink(finding), { original: writeFactRef(event.kind, event.source, event.externalId) });
}
