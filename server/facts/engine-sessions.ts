/**
 * chDB Sessions, one per statement. A fresh Session costs 0.2 ms and isolates parameters, settings, the current
 * database and temporary tables completely; a reused one leaks all four to the next caller.
 *
 * Parameters are bound with `SET param_x = '...'` on that Session: chDB's own queryBind sets them process-wide and
 * therefore runs one parameterised statement at a time.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Session } from 'chdb';
import { quoted, sqlText } from './sql-text.ts';

const require = createRequire(import.meta.url);

/**
 * Session.close() waits until nothing at all runs in the process, so during one long load thousands of finished
 * Sessions would pile up (140 KB each). Ours have nothing running when they are closed, so their connection is
 * released directly. Exists in chdb 3.4.0, whose version is pinned; without it close() is used.
 */
const closeConnection = ((): ((connection: unknown) => void) | undefined => {
  try {
    const loader = require(join(dirname(require.resolve('chdb/package.json')), 'dist', 'loader.js')) as {
      loadNative(): { CloseConnection?: (connection: unknown) => void };
    };
    return loader.loadNative().CloseConnection;
  } catch {
    return undefined;
  }
})();

export interface StatementScope {
  database?: string | undefined;
  parameters: ReadonlyMap<string, string>;
  settings: ReadonlyMap<string, string>;
  /** Control statements (KILL QUERY, progress) do not wait for a free slot. */
  control?: boolean;
}

export interface SessionsOptions {
  path: string;
  /** Arguments of the first connection, e.g. `--config-file=...`; they configure the whole engine. */
  connectionArgs: string[];
  /** How many statements run at the same time; the others queue. */
  slots: number;
  /** Settings every statement starts with. */
  defaults: Record<string, string>;
}

/** Parameters are part of the SET's text, and an array of keys is larger than the default 256 KiB. */
const STATEMENT_ARGS = ['--max_query_size=268435456', '--max_parser_depth=2000'];

export class ChdbSessions {
  readonly #options: SessionsOptions;
  /** Keeps the engine open; never runs a statement of a caller. */
  readonly #anchor: Session;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#anchor = new Session(options.path, { connectionArgs: options.connectionArgs });
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /** Runs `work` on a Session prepared for one statement. `work` must have settled when nothing of it runs any more. */
  async run<T>(scope: StatementScope, work: (session: Session) => Promise<T>): Promise<T> {
    if (!scope.control) await this.#acquire();
    try {
      const session = new Session(this.#options.path, { connectionArgs: STATEMENT_ARGS });
      try {
        await session.queryAsync(this.#preparation(scope));
        return await work(session);
      } finally {
        release(session);
      }
    } finally {
      if (!scope.control) this.#release();
    }
  }

  /** One value or table of the engine itself, e.g. system.detached_parts, as parsed JSON rows. */
  async rows<T>(sql: string): Promise<T[]> {
    const result = await this.#anchor.queryAsync(sql, { format: 'JSONCompactEachRow' });
    const text = result.text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  }

  close(): void {
    this.#anchor.close();
  }

  #preparation(scope: StatementScope): string {
    const settings = new Map([...Object.entries(this.#options.defaults), ...scope.settings]);
    // readonly comes last: what precedes it in the same SET is still allowed.
    const readonly = settings.get('readonly');
    settings.delete('readonly');
    const assignments = [
      ...[...scope.parameters].map(([name, value]) => `param_${name} = ${sqlText(value)}`),
      ...[...settings].map(([name, value]) => `${name} = ${sqlText(value)}`),
    ];
    if (readonly !== undefined) assignments.push(`readonly = ${sqlText(readonly)}`);
    const use = scope.database === undefined ? '' : `USE ${quoted(scope.database)}; `;
    return `${use}SET ${assignments.join(', ')}`;
  }

  async #acquire(): Promise<void> {
    if (this.#running < this.#options.slots) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}

function release(session: Session): void {
  if (closeConnection && session.connection) {
    closeConnection(session.connection);
    session.connection = null;
  }
  session.close();
}
