/**
 * OCEL 2.0 logs as tasks: one event, one row, as with XES. An event is about several objects: one that is a person did it,
 * one that is a unit had it to do, one that is a requirement asked for it, and the first of the rest is what it belongs to.
 */
import type { Words } from '../../../metrics/columns.ts';
import { factKind } from '../../../metrics/facts.ts';
import { FileProblem } from '../file-problem.ts';
import type { Encoding } from '../formats/encoding.ts';
import type { ObjectTypes, OcelEvent, OcelLog } from '../formats/ocel.ts';
import type { VendorRow } from '../vendors/vendor.ts';
import type { CanonicalRow } from './canonical-row.ts';
import type { OriginalRecord, Recognition } from './recognition.ts';
import { canonicalRow, Notices } from './row-plan.ts';
import type { TableHints } from './table-layout.ts';

const PERSON = /^(cadre|person|people|resource|user|employee|worker|staff|agent|干部|人员|员工|网格员)s?$/i;
const UNIT = /^(org[_ ]?unit|organi[sz]ation|department|unit|village|township|单位|部门|村|社区)s?$/i;
const REQUIREMENT = /^(requirement|form|template|要求|表单)s?$/i;
const CASE = /^(task|case|trace|任务|案件)s?$/i;
const BY = /^(by|assignee|actor|performer|executor|resource|承办人|办理人|填报人)$/i;
/** Names of event attributes that say who did it: `resource`, `pr_creator`, `approved_by`. */
const DOER =
  /(^|[_: ])(resource|user|actor|operator|handler|by|[a-z]+(creator|approver|editor|inserter|remover)|creator|approver|editor|inserter|remover)$/i;

const NOTICES: Record<string, Words> = {
  nobody: {
    zh: '{n} 个事件没有办理人或单位,记在来源名下的单位',
    en: '{n} events are about no person and no unit; attributed to a unit named after the source',
  },
  attribute: {
    zh: '{n} 个事件的办理人取自事件属性(如 resource、creator)',
    en: '{n} events name their person in an attribute (such as resource or creator), taken from there',
  },
};

/** @throws FileProblem `other-kind` */
export function recogniseOcel(
  format: string,
  { label, warnings }: Pick<Encoding, 'label' | 'warnings'>,
  log: OcelLog,
  { request, fileName }: TableHints,
): Recognition {
  if (request.as !== undefined && request.as !== 'tasks')
    throw new FileProblem(
      'other-kind',
      `OCEL 日志按任务(tasks)导入,不能作为 ${request.as}。`,
      `OCEL logs are loaded as tasks, not as ${request.as}.`,
    );
  const kind = factKind('tasks')!;
  const source =
    request.source ?? (fileName.replace(/\.(jsonocel|xmlocel|json|xml|sqlite|db|gz)/gi, '').slice(0, 100) || 'ocel');
  const notices = new Notices(NOTICES);
  return {
    format,
    encoding: label,
    mapping: format,
    kind,
    source,
    unknownColumns: [],
    warnings,
    notices,
    rows: async function* (): AsyncGenerator<CanonicalRow> {
      const types = await log.objectTypes();
      for await (const event of log.events()) {
        const row = mapEvent(event, types, source);
        notices.count(row.notices);
        yield canonicalRow(kind, row, { sheet: '', record: event.record });
      }
    },
    originals: async function* (): AsyncGenerator<OriginalRecord> {
      for await (const { record, line, id, type, time, attributes, relations } of log.events()) {
        const header = ['id', 'type', 'time', ...attributes.keys(), 'objects'];
        const about = relations.map(({ object, qualifier }) => (qualifier === '' ? object : `${qualifier}: ${object}`));
        const cells = [id, type, time, ...attributes.values(), about.join('; ')];
        const text = header.map((name, i) => `${name}=${cells[i] ?? ''}`).join(' ');
        yield { sheet: '', record, line, header, cells, text };
      }
    },
  };
}

function mapEvent({ id, type, time, attributes, relations }: OcelEvent, types: ObjectTypes, source: string): VendorRow {
  const typed = relations.map((relation) => ({ ...relation, type: types.get(relation.object) ?? '' }));
  const person = typed.find((r) => PERSON.test(r.type)) ?? typed.find((r) => BY.test(r.qualifier));
  const unit = typed.find((r) => UNIT.test(r.type));
  const requirement = typed.find((r) => REQUIREMENT.test(r.type));
  const others = typed.filter((r) => r !== person && r !== unit && r !== requirement);
  const parent = others.find((r) => CASE.test(r.type)) ?? others[0];
  const doer = person ? undefined : [...attributes].find(([name, text]) => DOER.test(name) && text !== '');
  const cadre = person?.object ?? doer?.[1] ?? '';
  const nobody = cadre === '' && !unit;
  return {
    columns: {
      source,
      external_id: id,
      requirement_code: requirement ? requirement.object : type,
      issued_at: time,
      completed_at: time,
      cadre_code: cadre,
      org_unit_code: nobody ? source : (unit?.object ?? ''),
      status: type,
      parent_external_id: parent?.object ?? '',
    },
    extra: {
      ...Object.fromEntries([...attributes].filter(([name]) => name !== doer?.[0])),
      ...(relations.length === 0 ? {} : { objects: relations.map(({ object, qualifier }) => [object, qualifier]) }),
    },
    notices: [...(nobody ? ['nobody'] : []), ...(doer ? ['attribute'] : [])],
  };
}
