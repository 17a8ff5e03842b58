/** What concerned one reader lately. */
import { Injectable } from '@nestjs/common';
import { inScope } from '../access/scope.ts';
import { InboxService } from '../inbox/inbox.service.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Cell } from './export-document.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { S } from './setup-words.ts';
import { W } from './words.ts';

const numeric = true as const;

@Injectable()
export class InboxTable {
  constructor(private readonly service: InboxService) {}

  async inbox({ lang, query, scope, caller }: ExportOrder): Promise<Content> {
    const { days, rows } = await this.service.read(caller, inScope(scope, 'e.unit'));
    return {
      title: S.inbox[lang],
      asOf: shanghaiTime(new Date()),
      versions: W.none[lang],
      tables: [
        {
          name: S.inbox[lang],
          title: S.inbox[lang],
          definition: S.inboxDefinition[lang].replace('{n}', String(days)),
          columns: [
            { label: S.time[lang] },
            { label: S.event[lang] },
            { label: S.subject[lang] },
            { label: S.by[lang] },
            { label: S.count[lang], numeric },
            { label: S.unread[lang] },
            { label: S.link[lang] },
          ],
          rows: rows
            .filter(({ unread }) => query.show !== 'unread' || unread)
            .map((item): Cell[] => [
              item.at,
              S.events[`${item.kind}.${item.state}`]?.[lang] ?? `${item.kind}: ${item.state}`,
              item.subject || item.findings.map(({ id }) => id).join(', '),
              item.by,
              item.count,
              S[item.unread ? 'yes' : 'no'][lang],
              item.to,
            ]),
        },
      ],
    };
  }
}
