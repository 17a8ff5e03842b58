import type { ValueTransformer } from 'typeorm';

/** `bigint` columns hold counts and bytes below 2^53; PostgreSQL's driver answers them as text, SQLite's as numbers. */
export const safeInteger: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};
