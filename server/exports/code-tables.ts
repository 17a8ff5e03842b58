/** Codes that the directory does not know, and those that somebody said the meaning of. */
import { Injectable } from '@nestjs/common';
import { CodeLinks } from '../intake/codes/code-links.ts';
import { UnknownCodes, type CodeColumn } from '../intake/codes/unknown-codes.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Cell } from './export-document.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { S } from './setup-words.ts';
import { W } from './words.ts';

const numeric = true as const;

@Injectable()
export class CodeTables {
  constructor(
    private readonly unknown: UnknownCodes,
    private readonly links: CodeLinks,
  ) {}

  async codes({ lang }: ExportOrder): Promise<Content> {
    const [{ total, rows }, links] = await Promise.all([this.unknown.list(), this.links.list()]);
    const what = (column: string): string => S.codeColumns[column as CodeColumn][lang];
    return {
      title: S.codes[lang],
      asOf: shanghaiTime(new Date()),
      versions: W.none[lang],
      tables: [
        {
          name: S.unknownCodes[lang],
          title: S.unknownCodes[lang],
          definition: S.unknownDefinition[lang].replace('{n}', String(total)),
          columns: [
            { label: S.what[lang] },
            { label: S.source[lang] },
            { label: S.code[lang] },
            { label: S.records[lang], numeric },
            { label: S.first[lang] },
            { label: S.last[lang] },
          ],
          rows: rows.map((row): Cell[] => [what(row.column), row.source, row.code, row.rows, row.first, row.last]),
        },
        {
          name: S.codeLinks[lang],
          title: S.codeLinks[lang],
          definition: S.linksDefinition[lang],
          columns: [
            { label: S.what[lang] },
            { label: S.source[lang] },
            { label: S.code[lang] },
            { label: S.meant[lang] },
            { label: S.saved[lang] },
            { label: S.savedBy[lang] },
          ],
          rows: links.map((row): Cell[] => [
            what(row.column),
            row.source,
            row.written,
            row.meant,
            shanghaiTime(row.createdAt),
            row.createdBy,
          ]),
        },
      ],
    };
  }
}
