/** Which codes of which source stand for which codes of the directory. */
import { Injectable } from '@nestjs/common';
import { Operations } from '../../operations/operations.ts';
import { CodeLink } from './code-link.entity.ts';

@Injectable()
export class CodeLinks {
  constructor(private readonly operations: Operations) {}

  list(): Promise<CodeLink[]> {
    return this.operations.read.find(CodeLink, { order: { column: 'ASC', source: 'ASC', written: 'ASC' } });
  }

  find(id: number): Promise<CodeLink | null> {
    return this.operations.read.findOneBy(CodeLink, { id });
  }

  /** Saying the same again changes nothing; another meaning replaces the earlier one. */
  async save(link: Omit<CodeLink, 'id' | 'createdAt'>): Promise<void> {
    const { column, source, written } = link;
    await this.operations.write(async (manager) => {
      const known = await manager.findOneBy(CodeLink, { column, source, written });
      await manager.save(CodeLink, { ...(known ?? { createdAt: new Date().toISOString() }), ...link });
    });
  }

  async remove(id: number): Promise<void> {
    await this.operations.write((manager) => manager.delete(CodeLink, { id }));
  }
}
