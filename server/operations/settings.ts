import { Injectable } from '@nestjs/common';
import { Operations } from './operations.ts';
import { Setting } from './setting.entity.ts';

/** Which demo world the data folder holds; absent where the data is real. */
export const DEMO_SETTING = 'demo-world';

/** Small named values that outlive a restart. */
@Injectable()
export class Settings {
  private readonly operations: Operations;
  constructor(operations: Operations) {
    this.operations = operations;
  }

  async get<T>(name: string): Promise<T | undefined> {
    const row = await this.operations.read.findOneBy(Setting, { name });
    return row?.value as T | undefined;
  }

  async set(name: string, value: unknown): Promise<void> {
    await this.operations.write((manager) =>
      manager.save(Setting, { name, value, changedAt: new Date().toISOString() }),
    );
  }
}
