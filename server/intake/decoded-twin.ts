/** Copies of a stored file that the engine can read: unpacked and in UTF-8. They live in the temporary folder. */
import { createReadStream, createWriteStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { decodedText, type Encoding } from './formats/encoding.ts';
import { FileProblem } from './file-problem.ts';

const LARGEST_UNPACKED = 8 * 2 ** 30;
const HIGHEST_RATIO = 200;
const RATIO_COUNTS_FROM = 16 * 2 ** 20;
const CHUNK = 2 ** 18;

/** Temporary files of one load; `dispose` removes them all. */
export class TemporaryFiles {
  private readonly folder: string;
  private readonly files: string[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  next(suffix: string): string {
    const path = join(this.folder, `${randomUUID()}${suffix}`);
    this.files.push(path);
    return path;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.files.map((path) => rm(path, { force: true })));
  }
}

/** @throws FileProblem `archive-bomb`, `bad-archive` */
export async function unpackGzip(path: string, files: TemporaryFiles): Promise<string> {
  const target = files.next('.unpacked');
  const packed = createReadStream(path);
  let unpacked = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      unpacked += chunk.length;
      // Against what was read so far: a bomb is known by its beginning.
      const bomb =
        unpacked > LARGEST_UNPACKED || (unpacked > RATIO_COUNTS_FROM && unpacked > packed.bytesRead * HIGHEST_RATIO);
      if (bomb)
        done(
          new FileProblem(
            'archive-bomb',
            '压缩文件展开后过大,疑似压缩炸弹,已拒绝。',
            'The file unpacks to far more than it should; refused as a decompression bomb.',
          ),
        );
      else done(null, chunk);
    },
  });
  try {
    await pipeline(packed, createGunzip({ chunkSize: CHUNK }), limit, createWriteStream(target));
  } catch (error) {
    if (error instanceof FileProblem || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    throw new FileProblem(
      'bad-archive',
      'GZIP 文件已损坏。',
      `The GZIP file is damaged (${(error as Error).message.slice(0, 100)}).`,
    );
  }
  return target;
}

export async function inUtf8(path: string, encoding: Encoding, files: TemporaryFiles): Promise<string> {
  const target = files.next('.utf8');
  await pipeline(Readable.from(decodedText(path, encoding)), createWriteStream(target));
  return target;
}
