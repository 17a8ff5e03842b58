/** `henjian VERB`: what bin/henjian.mjs runs once everything is built. */
import { runCommand } from './command.ts';

// `henjian signals | head`: the reader had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
// The engine's and SQLite's handles are closed by then; what else might hang must not keep the shell waiting.
process.exit(await runCommand(process.argv.slice(2)));
