/** XES event logs as tasks: one event, one row. A trace is the parent task, an activity the requirement. */
import type { Words } from '../../../metrics/columns.ts';
import { factKind } from '../../../metrics/facts.ts';
import { FileProblem } from '../file-problem.ts';
import { decodedText } from '../formats/encoding.ts';
import { xesEvents, type XesEvent } from '../formats/xes.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import type { CanonicalRow } from './canonical-row.ts';
import type { OriginalRecord, Recognition } from './recognition.ts';
import type { TextFile } from './text-file.ts';
import { canonicalRow, Notices } from './row-plan.ts';
import type { TableHints } from './table-layout.ts';

const NOTICES: Record<string, Words> = {
  nobody: {
    zh: '{n} 个事件没有写明办理人或单位,记在来源名下的单位',
    en: '{n} events name neither a resource nor a group; attributed to a unit named after the source',
  },
  unnamed: {
    zh: '{n} 个事件的案件没有编号,按顺序编号',
    en: '{n} events belong to traces without a name; numbered in their order',
  },
};
const READ = new Set([
  'concept:name',
  'time:timestamp',
  'org:resource',
  'org:group',
  'lifecycle:transition',
  'concept:instance',
]);

export async function recogniseXes(text: TextFile, { request, fileName }: TableHints): Promise<Recognition> {
  if (request.as !== undefined && request.as !== 'tasks')
    throw new FileProblem(
      'other-kind',
      `XES 日志按任务(tasks)导入,不能作为 ${request.as}。`,
      `XES logs are loaded as tasks, not as ${request.as}.`,
    );
  const kind = factKind('tasks')!;
  const source = request.source ?? (fileName.replace(/\.(xes|gz|xml)/gi, '').slice(0, 100) || 'xes');
  const notices = new Notices(NOTICES);
  // A broken log is refused as a whole before any of it is loaded.
  const rows = async function* (): AsyncGenerator<CanonicalRow> {
    for await (const event of xesEvents(decodedText(text.path, text.encoding))) {
      const row = mapEvent(event, source);
      notices.count(row.notices);
      yield canonicalRow(kind, row, { sheet: '', record: event.record });
    }
  };
  return {
    format: 'xes',
    encoding: text.encoding.label,
    mapping: 'xes',
    kind,
    source,
    unknownColumns: [],
    warnings: text.encoding.warnings,
    notices,
    rows,
    originals: () => originals(text),
  };
}

function mapEvent({ trace, position, traceAttributes, attributes }: XesEvent, source: string): VendorRow {
  const named = traceAttributes.get('concept:name') ?? '';
  const parent = named === '' ? `trace-${trace}` : named;
  const resource = attributes.get('org:resource') ?? '';
  const group = attributes.get('org:group') ?? traceAttributes.get('org:group') ?? '';
  const nobody = resource === '' && group === '';
  const at = attributes.get('time:timestamp') ?? '';
  const extra: Record<string, string> = {};
  for (const [key, value] of attributes) if (!READ.has(key)) extra[key] = value;
  return {
    columns: {
      source,
      external_id: `${parent}/${position}`,
      requirement_code: attributes.get('concept:name') ?? '',
      issued_at: at,
      completed_at: at,
      cadre_code: resource,
      org_unit_code: nobody ? source : group,
      status: attributes.get('lifecycle:transition') ?? '',
      parent_external_id: parent,
    },
    extra,
    notices: [...(nobody ? ['nobody'] : []), ...(named === '' ? ['unnamed'] : [])],
  };
}

async function* originals(text: TextFile): AsyncGenerator<OriginalRecord> {
  for await (const event of xesEvents(decodedText(text.path, text.encoding))) {
    const header = ['trace', ...event.attributes.keys()];
    const cells = [event.traceAttributes.get('concept:name') ?? '', ...event.attributes.values()];
    const attributes = header.map((name, i) => `${name}=${cells[i] ?? ''}`).join(' ');
    yield { sheet: '', record: event.record, line: event.line, header, cells, text: attributes };
  }
}
