/** Hands pictures to the worker thread, one at a time, and ends it when one takes too long or too much memory. */
import { Worker } from 'node:worker_threads';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transpiledProgram } from '../../facts/engine-program.ts';
import type { Looked, PictureProblem } from './look.ts';
import type { Mask } from './luma.ts';

/** Far more than 40 million pixels take on a busy machine. */
const LONGEST_MILLISECONDS = 30_000;
/** JavaScript's own memory of the worker; pixels lie outside it and are bounded by the number of pixels. */
const WORKER_HEAP_MB = 192;

const ENTRY = 'picture-worker';

export class PictureReader {
  private worker: Worker | undefined;

  async look(bytes: Uint8Array, mask: Mask): Promise<Looked | PictureProblem> {
    const worker = (this.worker ??= await started());
    return new Promise((resolve) => {
      const give = (answer: Looked | PictureProblem): void => {
        clearTimeout(timer);
        worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
        resolve(answer);
      };
      const giveUp = (): void => {
        this.worker = undefined;
        void worker.terminate();
        give('picture-unreadable');
      };
      const timer = setTimeout(giveUp, LONGEST_MILLISECONDS);
      worker.once('message', give).once('error', giveUp).once('exit', giveUp);
      worker.postMessage({ bytes, mask });
    });
  }

  /** Gives the decoders' memory back. */
  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}

async function started(): Promise<Worker> {
  const here = dirname(fileURLToPath(import.meta.url));
  const program = import.meta.url.endsWith('.ts') ? await transpiledProgram(here, ENTRY) : join(here, `${ENTRY}.js`);
  const worker = new Worker(program, {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    // Decoders complain about broken pictures on stderr.
    stderr: true,
    stdout: true,
    // Nothing of the server's environment is of use to a decoder.
    env: {},
    execArgv: [],
  });
  worker.stderr.resume();
  worker.stdout.resume();
  worker.unref();
  return worker;
}
