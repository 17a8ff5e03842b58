/** Saved mappings by name; a changed one is a new version, and receipts name the version they used. */
import { Injectable } from '@nestjs/common';
import { Operations } from '../operations/operations.ts';
import { FileProblem } from './file-problem.ts';
import { Mapping } from './mapping.entity.ts';
import { parseMapping } from './mapping.ts';
import type { SavedMapping } from './recognise/table-layout.ts';

@Injectable()
export class Mappings {
  constructor(private readonly operations: Operations) {}

  /**
   * @param body a mapping document. Saving what is already the newest version changes nothing.
   * @throws FileProblem `bad-mapping`
   */
  async save(body: unknown, by: string): Promise<SavedMapping> {
    const document = parseMapping(body);
    return this.operations.write(async (manager) => {
      const newest = await manager.findOne(Mapping, { where: { name: document.name }, order: { version: 'DESC' } });
      if (newest && JSON.stringify(newest.body) === JSON.stringify(document))
        return { document, version: newest.version };
      const version = (newest?.version ?? 0) + 1;
      await manager.save(
        manager.create(Mapping, {
          name: document.name,
          version,
          body: { ...document },
          createdAt: new Date().toISOString(),
          createdBy: by,
        }),
      );
      return { document, version };
    });
  }

  /** The newest version of each, by name. */
  async list(): Promise<Mapping[]> {
    const rows = await this.operations.read.find(Mapping, { order: { name: 'ASC', version: 'DESC' } });
    return rows.filter((row, i) => row.name !== rows[i - 1]?.name);
  }

  /** All versions of one, the newest first; none when there is no such mapping. */
  async versions(name: string): Promise<Mapping[]> {
    return this.operations.read.find(Mapping, { where: { name }, order: { version: 'DESC' } });
  }

  /** @param reference `name` (newest version) or `name@version`. @throws FileProblem `no-such-mapping` */
  async find(reference: string): Promise<SavedMapping> {
    const [, name = reference, version] = /^(.*)@(\d{1,9})$/.exec(reference) ?? [];
    const row = await this.operations.read.findOne(Mapping, {
      where: { name, ...(version === undefined ? {} : { version: Number(version) }) },
      order: { version: 'DESC' },
    });
    if (!row)
      throw new FileProblem(
        'no-such-mapping',
        `没有名为 ${reference} 的映射。`,
        `There is no mapping named ${reference}.`,
      );
    return { document: parseMapping(row.body), version: row.version };
  }
}
