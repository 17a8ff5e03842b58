/** By which day a system had to be on file, and how it stands. */
import type { SystemRow, Systems } from '../server/contract-systems.ts';

export type FilingState = 'filed' | 'late' | 'due' | 'exempt' | 'unknown';
export interface FilingLine {
  system: SystemRow;
  /** null where the directory has no day of launch. */
  from: string | null;
  /** Retired, else the last day of the drawing. */
  to: string;
  deadline: string | null;
  state: FilingState;
}

/** Late ones first, then those whose day is still to come, by the age of the system. */
export function filingLines({ rows, filingDays, today }: Pick<Systems, 'rows' | 'filingDays' | 'today'>): FilingLine[] {
  const order: FilingState[] = ['late', 'due', 'unknown', 'filed', 'exempt'];
  return rows
    .map((system): FilingLine => {
      const from = system.launchedOn;
      const deadline = from === null ? null : from < filingDays.from ? filingDays.until : from;
      const to = system.retiredOn !== null && system.retiredOn < today ? system.retiredOn : today;
      return { system, from, to, deadline, state: stateOf(system, deadline, today) };
    })
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        (a.from ?? '').localeCompare(b.from ?? '') ||
        a.system.name.localeCompare(b.system.name),
    );
}

/** As the rules P10 and P11 read the directory; what has been retired need not be filed any more. */
function stateOf({ filing, retiredOn }: SystemRow, deadline: string | null, today: string): FilingState {
  if (filing === 'filed') return 'filed';
  if (filing === 'exempt' || (retiredOn !== null && retiredOn <= today)) return 'exempt';
  if (filing === 'unknown' || deadline === null) return 'unknown';
  return deadline < today ? 'late' : 'due';
}
