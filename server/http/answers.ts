import { applyDecorators, SerializeOptions, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { Words } from '../../metrics/columns.ts';

export const ANSWERS = 'henjian:answers';

export interface AnswerNote {
  schema: z.ZodType | null;
  summary: Words;
  /** Media type of the answer when it is not JSON. */
  produces?: string;
  /** Media types of the body when it has no `@Body({ schema })` because it is streamed. */
  consumes?: readonly string[];
  /** Query schema of a handler that reads the query itself. */
  query?: z.ZodObject;
}

/**
 * States what a route answers: documented in OpenAPI, and fields the schema does not list are stripped before they leave.
 * `schema` null: the handler writes the answer itself (files, streams, 204).
 */
export function Answers(schema: z.ZodType | null, note: Omit<AnswerNote, 'schema'>): MethodDecorator {
  const remember = SetMetadata(ANSWERS, { schema, ...note } satisfies AnswerNote);
  return schema ? applyDecorators(remember, SerializeOptions({ schema })) : remember;
}
