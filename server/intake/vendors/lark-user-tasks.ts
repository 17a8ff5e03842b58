/**
 * Lark (飞书) attendance results: `user_tasks/query`. One record a shift, with its punches inside: each punch is a check-in
 * under the id it has among the flows. A punch that is missing is kept as one the system made, at the time of the shift.
 */
import { Fields, madeUpId, requirementOf, unixTime } from './fields.ts';
import { mapFlow } from './lark-flows.ts';
import { MANUAL_NOTICE, SWAPPED_NOTICE, SYSTEM_NOTICE, type VendorFormat, type VendorRow } from './vendor.ts';

const MANUAL = new Set(['ManagerModification', 'CardReplacement', 'CardReplacementApplication']);
const MISSING = new Set(['Lack', 'Todo', 'None', 'NoNeedCheck', 'SystemCheck']);

function mapRecord(source: string, fields: Fields): VendorRow[] {
  const user = fields.text('user_id');
  const group = fields.text('group_id');
  const day = fields.text('day');
  const result = fields.text('result_id');
  const requirement = group === '' ? `${source}:attendance` : requirementOf(source, group);
  return fields.objects('records').flatMap((record, shift) =>
    (['check_in', 'check_out'] as const).flatMap((side): VendorRow[] => {
      const shifted = new Fields(record);
      const said = shifted.text(`${side}_result`);
      const supplement = shifted.text(`${side}_result_supplement`);
      const planned = shifted.text(`${side}_shift_time`);
      const punch = shifted.child(`${side}_record`);
      const about = Object.fromEntries(
        Object.entries({ day, shift_id: fields.text('shift_id'), side, result: said, supplement, planned }).filter(
          ([, text]) => text !== '' && text !== 'None',
        ),
      );
      const id = shifted.text(`${side}_record_id`) || punch.text('record_id');
      if (punch.text('check_time') === '') {
        // A shift that is not over, or needs no punch, says nothing.
        if (!MISSING.has(said) || said === 'Todo' || said === 'None' || said === 'NoNeedCheck') return [];
        return [
          {
            columns: {
              source,
              external_id: id || madeUpId(user, result || day, String(shift + 1), side),
              cadre_code: user,
              claimed_at: unixTime(planned) || day,
              requirement_code: requirement,
              kind: 'duty',
              method: MANUAL.has(supplement) ? 'manual_makeup' : 'system',
            },
            extra: about,
            notices: [MANUAL.has(supplement) ? 'manual' : 'system'],
          },
        ];
      }
      const row = mapFlow(source, punch);
      const manual = MANUAL.has(supplement);
      return [
        {
          ...row,
          columns: {
            ...row.columns,
            external_id: id || (row.columns['external_id'] ?? ''),
            cadre_code: row.columns['cadre_code'] || user,
            requirement_code: requirement,
            ...(manual ? { method: 'manual_makeup' } : {}),
          },
          extra: { ...row.extra, ...about },
          notices: manual ? ['manual'] : (row.notices ?? []),
        },
      ];
    }),
  );
}

export const LARK_USER_TASKS: VendorFormat = {
  format: 'lark-user-tasks',
  kind: 'checkins',
  source: 'lark',
  path: 'data.user_task_results',
  inArray: true,
  recognises: (record) => 'user_id' in record && 'records' in record && ('day' in record || 'result_id' in record),
  mapper: (source) => (fields) => mapRecord(source, fields),
  notices: { system: SYSTEM_NOTICE, manual: MANUAL_NOTICE, swapped: SWAPPED_NOTICE },
};
