import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { problemOf, refusalOf } from './problem.ts';
import { currentCorrelationId, currentLang } from './request-context.ts';

/** The only place that turns an error into an answer. The stack goes to the log, never to the caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const refusal = refusalOf(error);
    const correlationId = currentCorrelationId();
    if (refusal.status >= 500) {
      const cause = refusal.cause ?? error;
      this.log.error(
        `${correlationId} ${request.method} ${request.path} ${refusal.code}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
      );
    }
    if (response.headersSent) {
      // A stream broke half-way: closing the connection is the only honest sign left.
      response.destroy();
      return;
    }
    response.status(refusal.status);
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
    // What is left of a body that nobody reads would be taken for the next request.
    if (!request.complete) response.setHeader('Connection', 'close');
    response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store');
    response.end(
      JSON.stringify(problemOf(refusal, { lang: currentLang(), instance: request.originalUrl, correlationId })),
    );
  }
}
