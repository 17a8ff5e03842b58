/** Notes pinned to a day or to a finding. */
import { Injectable } from '@nestjs/common';
import { And, LessThanOrEqual, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { Audit } from '../access/audit.ts';
import type { Principal } from '../access/principal.ts';
import type { Note, Notes as NotesAnswer, Shared } from '../contract-sharing.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { Audience, authored, authorOf } from './audience.ts';
import { FindingFollow, NoteRow } from './sharing.entity.ts';

export const MOST_NOTES = 2000;
/** Given at once; the total says when there are more. */
const MOST_LISTED = 200;

interface NewNote {
  text: string;
  shared: Shared;
  day?: string | undefined;
  finding?: string | undefined;
}

@Injectable()
export class Notes {
  constructor(
    private readonly operations: Operations,
    private readonly audience: Audience,
    private readonly audit: Audit,
  ) {}

  /** Of days between two, both included. */
  async ofDays(
    { from, to }: { from?: string | undefined; to?: string | undefined },
    caller: Principal,
  ): Promise<NotesAnswer> {
    return this.list({ day: And(MoreThanOrEqual(from ?? '0000-01-01'), LessThanOrEqual(to ?? '9999-12-31')) }, caller);
  }

  /** Whoever asks must be allowed to see the finding. */
  async ofFinding(finding: string, caller: Principal): Promise<NotesAnswer> {
    const notes = await this.list({ finding }, caller);
    return { ...notes, following: await this.operations.read.existsBy(FindingFollow, { owner: caller.id, finding }) };
  }

  /** Whoever pins one to a finding follows it from then on. @throws Refusal `too-many-notes` */
  async add({ text, shared, day, finding }: NewNote, caller: Principal): Promise<Note> {
    return this.operations.write(async (manager) => {
      if ((await manager.countBy(NoteRow, { owner: caller.id })) >= MOST_NOTES)
        throw new Refusal(409, 'too-many-notes', {
          zh: `每人最多保存 ${MOST_NOTES} 条批注,请先删除不用的。`,
          en: `At most ${MOST_NOTES} notes are kept for one person; remove some first.`,
        });
      const row = manager.create(NoteRow, {
        ...authorOf(caller, shared),
        day: day ?? null,
        finding: finding ?? null,
        text,
        createdAt: new Date().toISOString(),
      });
      await manager.save(row);
      await this.write(caller, 'note-added', row);
      if (finding !== undefined) await this.follow(finding, caller);
      return shown(row, caller);
    });
  }

  /** @throws Refusal `unknown-note` when there is none or it is somebody else's */
  async remove(id: number, caller: Principal): Promise<void> {
    await this.operations.write(async (manager) => {
      const row = await manager.findOneBy(NoteRow, { id, owner: caller.id });
      if (!row)
        throw new Refusal(404, 'unknown-note', {
          zh: `没有编号为 ${id} 的批注,或不是您写的。`,
          en: `There is no note ${id}, or it is not yours.`,
        });
      await this.write(caller, 'note-removed', row);
      await manager.remove(row);
    });
  }

  async follow(finding: string, { id: owner }: Principal): Promise<void> {
    const values = { owner, finding, since: new Date().toISOString() };
    // Two tabs may follow at once.
    await this.operations.write((manager) =>
      manager.createQueryBuilder().insert().into(FindingFollow).values(values).orIgnore().execute(),
    );
  }

  async unfollow(finding: string, { id: owner }: Principal): Promise<void> {
    await this.operations.write((manager) => manager.delete(FindingFollow, { owner, finding }));
  }

  private async list(about: FindOptionsWhere<NoteRow>, caller: Principal): Promise<NotesAnswer> {
    const [rows, total] = await this.operations.read.findAndCount(NoteRow, {
      where: (await this.audience.sees(caller)).map((seen) => ({ ...seen, ...about })),
      order: { id: 'DESC' },
      take: MOST_LISTED,
    });
    return { rows: rows.map((row) => shown(row, caller)), total };
  }

  private write(caller: Principal, action: string, { id, shared, day, finding }: NoteRow): Promise<void> {
    return this.audit.write({
      actor: caller.name,
      action,
      object: `note ${id}`,
      detail: { shared, ...(day ? { day } : {}), ...(finding ? { finding } : {}) },
    });
  }
}

const shown = (row: NoteRow, caller: Principal): Note => ({
  ...authored(row, caller),
  day: row.day,
  finding: row.finding,
  text: row.text,
});
