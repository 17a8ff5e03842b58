/** The numbers of a time model as they are read. */
import type { TimeModelState, TimeNumbers } from './api.ts';
import { inLanguage, number, t } from './i18n.ts';

export const amount = (value: number): string =>
  number(value, Number.isInteger(value) ? 0 : Number.isInteger(value * 10) ? 1 : 2);

export const withUnit = (value: number, unit: string): string => t(`timeModel.units.${unit}`, { value: amount(value) });

/** All of them in a line, with the terms that `state` has for them. */
export const inWords = (state: TimeModelState, numbers: TimeNumbers): string =>
  state.parameters
    .map((one) => `${inLanguage(one.terms)} ${withUnit(numbers[one.name], one.unit)}`)
    .join(t('punctuation.semicolon'));
