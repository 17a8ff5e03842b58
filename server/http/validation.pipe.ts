import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { z } from 'zod';
import { en, zhCN } from 'zod/locales';
import { Refusal } from './problem.ts';
import { currentLang } from './request-context.ts';

const SENTENCES = { zh: zhCN().localeError, en: en().localeError };
/** More errors than a person reads are cut: a body of a million bad rows must not answer with a million sentences. */
const MOST_ERRORS = 100;

function pathOf(path: StandardSchemaV1.Issue['path']): string {
  return (path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
}

/** Checks `@Body({ schema })`, `@Query({ schema })`, `@Param({ schema })`; errors name the field, in the caller's language. */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) =>
        new Refusal(
          400,
          'invalid-request',
          { zh: '请求中有不符合要求的字段。', en: 'Some fields of the request are not as they must be.' },
          {
            errors: issues.slice(0, MOST_ERRORS).map((issue) => ({ path: pathOf(issue.path), message: issue.message })),
          },
        ),
    });
  }

  protected override async validate<T = unknown>(
    value: unknown,
    schema: StandardSchemaV1,
    options?: Record<string, unknown>,
  ): Promise<StandardSchemaV1.Result<T>> {
    if (!(schema instanceof z.ZodType)) return super.validate<T>(value, schema, options);
    const parsed = await schema.safeParseAsync(value, { error: SENTENCES[currentLang()] });
    return parsed.success ? { value: parsed.data as T } : { issues: parsed.error.issues };
  }
}
