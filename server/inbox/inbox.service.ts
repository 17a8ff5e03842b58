/** What happened that concerns the caller, newest first, put together when asked: nothing is sent, no mail server is needed. */
import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import type { Principal } from '../access/principal.ts';
import type { Inbox } from '../contract-sharing.ts';
import type { Statement } from '../indicators/statements.ts';
import { Operations } from '../operations/operations.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { InboxReadRow } from './inbox.entity.ts';
import { LoadNews, type News } from './load-news.ts';
import { OpenedFindings } from './opened-findings.ts';
import { SharedNews } from './shared-news.ts';

/** What is older is on the pages it came from. */
const KEPT_DAYS = 90;
const MOST = 200;
const DAY_MILLISECONDS = 86_400_000;
const SEES_FINDINGS: readonly (string | null)[] = ['leader', 'reform', 'auditor'];

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MILLISECONDS).toISOString();

@Injectable()
export class InboxService {
  constructor(
    private readonly operations: Operations,
    private readonly opened: OpenedFindings,
    private readonly loads: LoadNews,
    private readonly shared: SharedNews,
  ) {}

  async read(caller: Principal, scope: Statement): Promise<Inbox> {
    const news = await this.news(caller, scope);
    const read = await this.operations.read.findBy(InboxReadRow, {
      owner: caller.id,
      item: In(news.map(({ id }) => id)),
    });
    const known = new Set(read.map(({ item }) => item));
    const rows = news.map((item) => ({ ...item, at: shanghaiTime(item.at), unread: !known.has(item.id) }));
    return { unread: rows.filter(({ unread }) => unread).length, days: KEPT_DAYS, rows };
  }

  /** @param items undefined: everything in the inbox now. Unknown ids are passed over. */
  async markRead(items: readonly string[] | undefined, caller: Principal, scope: Statement): Promise<void> {
    const there = new Set((await this.news(caller, scope)).map(({ id }) => id));
    const wanted = [...new Set(items ?? there)].filter((id) => there.has(id));
    if (wanted.length === 0) return;
    await this.operations.write(async (manager) => {
      // Nothing that old is shown any more.
      await manager.delete(InboxReadRow, { owner: caller.id, readAt: LessThan(daysAgo(2 * KEPT_DAYS)) });
      const readAt = new Date().toISOString();
      const values = wanted.map((item) => ({ owner: caller.id, item, readAt }));
      // Read in two tabs at once is read once.
      await manager.createQueryBuilder().insert().into(InboxReadRow).values(values).orIgnore().execute();
    });
  }

  private async news(caller: Principal, scope: Statement): Promise<News[]> {
    const since = daysAgo(KEPT_DAYS);
    const seesFindings = SEES_FINDINGS.includes(caller.role);
    const parts = await Promise.all([
      seesFindings ? this.findings(since, scope) : [],
      this.loads.since(since, caller),
      this.shared.since(since, caller, scope),
    ]);
    return parts
      .flat()
      .sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? 1 : -1))
      .slice(0, MOST);
  }

  private async findings(since: string, scope: Statement): Promise<News[]> {
    const groups = await this.opened.since(since, scope);
    return groups.map(({ openedAt, count, first }) => ({
      id: `findings:${openedAt}`,
      kind: 'findings',
      at: openedAt,
      state: 'opened',
      subject: '',
      by: '',
      count,
      to: '/findings?v=1&status=open',
      findings: first,
    }));
  }
}
