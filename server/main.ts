/** What `npm start` runs once everything is built. */
import { readEnvironment } from './environment.ts';
import { explain } from './explain.ts';
import { serveUntilStopped } from './serving.ts';

try {
  await serveUntilStopped(readEnvironment());
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
