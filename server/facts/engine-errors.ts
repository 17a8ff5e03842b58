import type { BrokenPart } from './engine-process.ts';

/**
 * The engine process ended while a statement was running. Nothing acknowledged is lost. A read may be repeated; a large
 * INSERT may have left part of its rows, which is why batches are deleted by their number before they are repeated.
 */
export class EngineRestarted extends Error {
  override readonly name = 'EngineRestarted';
  constructor(options?: ErrorOptions) {
    super('The engine process ended while this statement was running; it is being started again', options);
  }
}

/** The engine process could not be started, or another process holds its data. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
}

/** Parts of tables were damaged on disk and set aside by the engine: rows are missing. */
export class BrokenParts extends Error {
  override readonly name = 'BrokenParts';
  constructor(readonly parts: readonly BrokenPart[]) {
    super(
      `Damaged data on disk: ${parts.map((p) => `${p.database}.${p.table} ${p.part} (${p.reason})`).join(', ')}. ` +
        'Rows are missing from these tables; restore a backup or load their files again',
    );
  }
}
