/**
 * People appear by pseudonym: a keyed hash that is the same everywhere in one installation and means nothing outside it.
 * The key is made at first use and never leaves the operations store.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../operations/settings.ts';

const KEY = 'pseudonym-key';

@Injectable()
export class Pseudonyms {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly settings: Settings) {}

  /** A function from cadre code to pseudonym (`P-` and 10 hexadecimal digits); an empty code stays empty. */
  async naming(): Promise<(cadre: string) => string> {
    this.key ??= this.loadKey();
    const key = await this.key;
    return (cadre) => (cadre === '' ? '' : `P-${createHmac('sha256', key).update(cadre).digest('hex').slice(0, 10)}`);
  }

  private async loadKey(): Promise<Buffer> {
    const known = await this.settings.get<string>(KEY);
    if (known) return Buffer.from(known, 'hex');
    const made = randomBytes(32);
    await this.settings.set(KEY, made.toString('hex'));
    return made;
  }
}
