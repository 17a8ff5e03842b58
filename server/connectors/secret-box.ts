/**
 * Secrets of connectors, encrypted with AES-256-GCM before they reach the operations store. The keys stand elsewhere: in
 * HENJIAN_SECRET_KEY, or in `secret.key` of the data folder, which no backup takes. The first key encrypts, all decrypt.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Environment } from '../environment.ts';
import { Refusal } from '../http/problem.ts';

const FILE = 'secret.key';
const KEY_BYTES = 32;
const IV_BYTES = 12;

const idOf = (key: Buffer): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

@Injectable()
export class SecretBox {
  private readonly file: string;

  constructor(private readonly environment: Environment) {
    this.file = join(environment.dataFolder, FILE);
  }

  /** @param owner what the secret belongs to: a sealed secret opens only for the same owner */
  async seal(secret: string, owner: string): Promise<string> {
    const [key] = await this.keys();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key!, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return ['v1', idOf(key!), ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
  }

  /** @throws Refusal 409 `secret-unreadable` when its key is gone, or it was changed */
  async open(sealed: string, owner: string): Promise<string> {
    const [version, id, ...rest] = sealed.split('.');
    const [iv, text, tag] = rest.map((part) => Buffer.from(part, 'base64url'));
    const key = (await this.keys()).find((candidate) => idOf(candidate) === id);
    try {
      if (version !== 'v1' || !key || tag?.length !== 16) throw new Error('no key');
      const decipher = createDecipheriv('aes-256-gcm', key, iv!).setAAD(Buffer.from(owner)).setAuthTag(tag);
      return Buffer.concat([decipher.update(text!), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new Refusal(
        409,
        'secret-unreadable',
        {
          zh: '保存的密钥无法解密(可能是从备份恢复,或加密密钥已更换)。请重新填写该连接器的密钥。',
          en: 'The stored secret cannot be decrypted (a restored backup, or another encryption key). Enter the secret of this connector again.',
        },
        { cause },
      );
    }
  }

  /** Whether it was sealed with the key that seals now. */
  async isCurrent(sealed: string): Promise<boolean> {
    return sealed.split('.')[1] === idOf((await this.keys())[0]!);
  }

  /** Puts a new key first. With keys from the environment the operator does that himself. */
  async addKey(): Promise<void> {
    if (this.environment.secretKeys) return;
    await this.writeKeys([randomBytes(KEY_BYTES), ...(await this.keys())]);
  }

  /** Keeps only the key that seals; call when every secret is sealed with it. */
  async dropOldKeys(): Promise<void> {
    if (this.environment.secretKeys) return;
    await this.writeKeys((await this.keys()).slice(0, 1));
  }

  private async keys(): Promise<readonly Buffer[]> {
    if (this.environment.secretKeys) return this.environment.secretKeys;
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const keys = text
      .split('\n')
      .map((line) => Buffer.from(line, 'base64'))
      .filter((key) => key.length === KEY_BYTES);
    if (keys.length > 0) return keys;
    await this.writeKeys([randomBytes(KEY_BYTES)]);
    return this.keys();
  }

  private async writeKeys(keys: readonly Buffer[]): Promise<void> {
    await mkdir(this.environment.dataFolder, { recursive: true, mode: 0o700 });
    const file = await open(`${this.file}.new`, 'w', 0o600);
    try {
      await file.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.file}.new`, this.file);
  }
}
