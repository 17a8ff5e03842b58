import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EVERYTHING } from '../access/scope.ts';
import { EXPORT_FORMATS, EXPORT_VIEWS, ExportQuery } from '../contract-exports.ts';
import { exportFile } from '../exports/export-file.ts';
import { ExportsService } from '../exports/exports.service.ts';
import { localPrincipal } from './local-principal.ts';
import { requiredText, textOption, UsageError, type Verb } from './verb.ts';

const FILTERS = [
  ...['from', 'to', 'unit', 'requirement', 'issuer', 'system', 'id', 'by', 'period', 'status', 'detector'],
  ...['finding', 'own', 'user', 'action', 'text'],
];

export const exportView: Verb = {
  summary: { zh: '把视图导出为文件', en: 'a view as a file, with its provenance' },
  usage: [
    `VIEW --format ${EXPORT_FORMATS.join('|')} --out FILE [--table NAME]`,
    `VIEW: ${EXPORT_VIEWS.join(' | ')}; [--${FILTERS.join(' --')}]`,
  ],
  options: Object.fromEntries(
    ['format', 'out', 'table', ...FILTERS].map((name) => [name, { type: 'string' as const }]),
  ),
  run: async (invocation) => {
    const out = requiredText(invocation.options, 'out');
    const given = ['format', 'table', ...FILTERS].map((name) => [name, textOption(invocation.options, name)] as const);
    const parsed = ExportQuery.safeParse({
      view: invocation.words[0],
      lang: invocation.lang,
      ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    });
    if (!parsed.success || invocation.words.length !== 1) {
      const path = parsed.error?.issues[0]?.path.join('.') ?? 'VIEW';
      throw new UsageError({ zh: `参数有误:${path}`, en: `Wrong argument: ${path}` });
    }
    const service = (await invocation.open()).get(ExportsService, { strict: false });
    const { format, table } = parsed.data;
    // Whoever has the files in hand sees what an auditor sees: people by pseudonym only.
    const reader = { scope: EVERYTHING, caller: { ...localPrincipal(), role: 'auditor' as const } };
    const document = await service.build({ query: parsed.data, lang: invocation.lang, ...reader });
    await pipeline(
      Readable.from(exportFile(document, format, { table, chromium: invocation.environment.chromium })),
      createWriteStream(out),
    );
    const rows = document.tables.map(({ name, rows: { length } }) => ({ name, rows: length }));
    const answer = {
      file: out,
      view: document.view,
      format,
      provenance: Object.fromEntries(document.provenance),
      tables: rows,
    };
    invocation.print(answer, () => out);
    return 0;
  },
};
