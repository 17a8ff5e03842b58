/** The record chosen in one picture of a finding: the other pictures point at it, and its original line opens. */
import { inject, provide } from 'vue';
import type { InjectionKey } from 'vue';
import type { ViewEvent } from './api.ts';
import { writeFactRef } from './links.ts';
import { can } from './session.ts';

interface ChosenRecord {
  /** As `writeFactRef` writes it; '' = none. */
  chosen: () => string;
  /** Address of the same page with the record chosen and its original line open. */
  addressOf: (reference: string) => string;
}

const KEY: InjectionKey<ChosenRecord> = Symbol('chosen record');
const refOf = (event: ViewEvent): string => writeFactRef(event.kind, event.source, event.externalId);

export const provideChosenRecord = (record: ChosenRecord): void => provide(KEY, record);

/** What charts of events take: where a mark leads, for those who may see original lines, and which one is chosen. */
export function useChosenRecord(): {
  open: (event: ViewEvent) => string | undefined;
  isChosen: (event: ViewEvent) => boolean;
} {
  const record = inject(KEY);
  return {
    open: (event) => (record && can('original') ? record.addressOf(refOf(event)) : undefined),
    isChosen: (event) => record !== undefined && record.chosen() === refOf(event),
  };
}
