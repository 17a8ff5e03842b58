/** What a kind of connector does: it yields rows step by step, and after each step where it would go on. */
import type { Checkpoint } from './connector.entity.ts';
import type { Outgoing } from './outgoing.ts';
import type { Patience } from './patience.ts';

export interface PullStep {
  /** One file's worth of bytes, exactly as they came; empty when there was nothing new. */
  parts: Buffer[];
  records: number;
  /** Name of the file, for its receipt. */
  name: string;
  /** Everything before it is in this step or in earlier ones. */
  checkpoint: Checkpoint;
}

export interface PullTools {
  outgoing: Outgoing;
  patience: Patience;
  signal: AbortSignal;
  /** Decrypted; '' when the connector has none. */
  secret: string;
  now: Date;
}

export type Pull = (from: Checkpoint | null, tools: PullTools) => AsyncGenerator<PullStep>;

/** A file is closed at the next place where a pull could go on. */
const ENOUGH_BYTES = 16 * 2 ** 20;
const ENOUGH_RECORDS = 20_000;

/** Collects answers until they are worth a batch. */
export class Collected {
  private parts: Buffer[] = [];
  private bytes = 0;
  private records = 0;

  add(body: Buffer, records: number): void {
    if (records === 0) return;
    this.parts.push(body);
    this.bytes += body.length;
    this.records += records;
  }

  get isEnough(): boolean {
    return this.bytes >= ENOUGH_BYTES || this.records >= ENOUGH_RECORDS;
  }

  take(name: string, checkpoint: Checkpoint): PullStep {
    const step = { parts: this.parts, records: this.records, name, checkpoint };
    this.parts = [];
    this.bytes = 0;
    this.records = 0;
    return step;
  }
}
