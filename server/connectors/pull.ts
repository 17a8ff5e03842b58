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

interface File {
  parts: Buffer[];
  records: number;
}

/** Collects answers until they are worth a batch. Records of different kinds go into files of their own: a batch has one kind. */
export class Collected {
  private readonly files = new Map<string, File>();
  private bytes = 0;
  private records = 0;

  /** @param file what tells its file from the others of the step; '' when there is only one */
  add(body: Buffer, records: number, file = ''): void {
    if (records === 0) return;
    const into = this.files.get(file) ?? { parts: [], records: 0 };
    into.parts.push(body);
    into.records += records;
    this.files.set(file, into);
    this.bytes += body.length;
    this.records += records;
  }

  get isEnough(): boolean {
    return this.bytes >= ENOUGH_BYTES || this.records >= ENOUGH_RECORDS;
  }

  forget(): void {
    this.files.clear();
    this.bytes = 0;
    this.records = 0;
  }

  /** Of a pull that has one kind of records. */
  take(name: string, checkpoint: Checkpoint): PullStep {
    return this.takeFiles(() => name, checkpoint, checkpoint)[0]!;
  }

  /** A step a file, at least one: `checkpoint` counts once the last is loaded, until then `before` does. */
  takeFiles(nameOf: (file: string) => string, checkpoint: Checkpoint, before: Checkpoint): PullStep[] {
    const files = this.files.size > 0 ? [...this.files] : ([['', { parts: [], records: 0 }]] as [string, File][]);
    this.forget();
    return files.map(([file, collected], i) => ({
      ...collected,
      name: nameOf(file),
      checkpoint: i === files.length - 1 ? checkpoint : before,
    }));
  }
}
