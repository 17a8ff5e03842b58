import type { NestExpressApplication } from '@nestjs/platform-express';
import { Environment } from '../environment.ts';
import { readBody } from './body.ts';
import { compressedAnswers } from './compressed-answers.ts';
import { Metrics } from './metrics.ts';
import { packageFile } from './package-root.ts';
import { requestContext } from './request-context.ts';
import { securityHeaders } from './security-headers.ts';
import { webFiles } from './web-files.ts';

/** What surrounds the controllers, in the order a request meets it. The server and the tests use the same. */
export function surround(app: NestExpressApplication): void {
  const environment = app.get(Environment);
  app.set('trust proxy', environment.behindHttps ? 1 : false);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.use(requestContext(environment.lang));
  app.use(app.get(Metrics).middleware);
  app.use(securityHeaders(environment.behindHttps));
  app.use(webFiles(packageFile('dist', 'web')));
  app.use('/api', compressedAnswers);
  app.use(readBody);
}
