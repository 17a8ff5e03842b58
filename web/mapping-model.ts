/** What a person chooses for each canonical column, and the mapping document it becomes. Pure; docs/intake.md has the form. */

export type Mode = 'none' | 'column' | 'constant' | 'template' | 'kept';

/** The choice for one canonical column. Texts of modes that are not chosen are kept, so that changing back loses nothing. */
export interface Choice {
  mode: Mode;
  column: string;
  constant: string;
  template: string;
  form: string;
  zone: string;
  lookup: string;
  /** One `written = meant` a line. */
  words: string;
  /** A form this page does not offer (week numbers): kept as it is. */
  kept?: unknown;
}

export type Choices = Record<string, Choice>;

export const noChoice = (): Choice => ({
  mode: 'none',
  column: '',
  constant: '',
  template: '',
  form: '',
  zone: '',
  lookup: '',
  words: '',
});

export function choiceOf(value: unknown): Choice {
  const none = noChoice();
  if (value === undefined) return none;
  if (typeof value === 'string') return { ...none, mode: 'column', column: value };
  const object = value as Record<string, unknown>;
  if (typeof object['constant'] === 'string') return { ...none, mode: 'constant', constant: object['constant'] };
  if (typeof object['template'] === 'string') return { ...none, mode: 'template', template: object['template'] };
  if (typeof object['column'] !== 'string') return { ...none, mode: 'kept', kept: value };
  const {
    column,
    form = '',
    zone = '',
    lookup = '',
    words = {},
  } = object as Record<string, string> & {
    words?: Record<string, string>;
  };
  const lines = Object.entries(words).map(([written, meant]) => `${written} = ${meant}`);
  return { ...none, mode: 'column', column: column ?? '', form, zone, lookup, words: lines.join('\n') };
}

export function wordsOf(text: string): Record<string, string> {
  const pairs = text
    .split('\n')
    .map((line) => line.split('='))
    .filter((parts) => parts.length >= 2 && parts[0]!.trim() !== '')
    .map(([written, ...meant]) => [written!.trim(), meant.join('=').trim()] as const);
  return Object.fromEntries(pairs);
}

export function valueOf(choice: Choice): unknown {
  if (choice.mode === 'kept') return choice.kept;
  if (choice.mode === 'constant') return { constant: choice.constant };
  if (choice.mode === 'template') return choice.template === '' ? undefined : { template: choice.template };
  if (choice.mode === 'none' || choice.column === '') return undefined;
  const words = wordsOf(choice.words);
  const more = {
    ...(choice.form ? { form: choice.form } : {}),
    ...(choice.zone ? { zone: choice.zone } : {}),
    ...(choice.lookup ? { lookup: choice.lookup } : {}),
    ...(Object.keys(words).length > 0 ? { words } : {}),
  };
  return Object.keys(more).length === 0 ? choice.column : { column: choice.column, ...more };
}

export interface MappingHead {
  name: string;
  kind: string;
  source: string;
}

export function documentOf({ name, kind, source }: MappingHead, choices: Choices): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [column, choice] of Object.entries(choices)) {
    const value = valueOf(choice);
    if (value !== undefined) columns[column] = value;
  }
  return { name, kind, ...(source === '' ? {} : { source }), columns };
}

/** Required columns without a value; a source is named for the whole file. */
export function lacking(columns: readonly { name: string; required: boolean }[], choices: Choices): string[] {
  return columns
    .filter(({ name, required }) => required && name !== 'source')
    .map(({ name }) => name)
    .filter((name) => valueOf(choices[name] ?? noChoice()) === undefined);
}
