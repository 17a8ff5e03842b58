/** Whether pictures themselves are kept, and which part of them an app of a source covers with its watermark. */
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Audit } from '../../access/audit.ts';
import { PhotoSettings as Shape } from '../../contract-intake.ts';
import { Operations } from '../../operations/operations.ts';
import { Settings } from '../../operations/settings.ts';
import type { Mask } from './luma.ts';

type Values = z.output<typeof Shape>;

const NAME = 'photos';
const NONE: Mask = { top: 0, bottom: 0 };

@Injectable()
export class PhotoSettings {
  constructor(
    private readonly settings: Settings,
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  async read(): Promise<Values> {
    return Shape.parse((await this.settings.get(NAME)) ?? {});
  }

  async write(values: Values, actor: string): Promise<Values> {
    await this.operations.write(async () => {
      await this.settings.set(NAME, values);
      await this.audit.write({ actor, action: 'photo-settings-changed', object: 'photos', detail: { ...values } });
    });
    return values;
  }

  async maskFor(source: string | undefined): Promise<Mask> {
    const { masks } = await this.read();
    return masks.find((mask) => mask.source === source) ?? NONE;
  }
}
