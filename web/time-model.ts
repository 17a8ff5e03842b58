/** The numbers of the time model as the page needs them. */
import type { TimeModelState, TimeNumbers } from './api.ts';

const read = (state: TimeModelState, which: 'value' | 'default'): TimeNumbers =>
  Object.fromEntries(state.parameters.map((one) => [one.name, one[which]])) as unknown as TimeNumbers;

export const numbersOf = (state: TimeModelState): TimeNumbers => read(state, 'value');
export const asDelivered = (state: TimeModelState): TimeNumbers => read(state, 'default');

/** What a number may be, off by the factor either way. */
export function rangeOf(value: number, factor: number): { low: number; high: number } {
  return { low: value / factor, high: value * factor };
}

export function sameNumbers(one: TimeNumbers, other: TimeNumbers): boolean {
  return (Object.keys(one) as (keyof TimeNumbers)[]).every((name) => one[name] === other[name]);
}
