/**
 * What surrounds the demands: outcomes, means, meetings, documents, groups, pilots. Columns of documents, meetings and work
 * groups follow the entities of the domain note (E1), named as everywhere here: `code` is the row's own id, `..._code` another's.
 */
import { c, required, type FactKind } from './columns.ts';

const persons = { unit: 'persons', min: 0 };

export const SURROUNDING_KINDS = [
  {
    kind: 'outcomes',
    meaning: { zh: '工作成效', en: 'outcomes: what the work achieved' },
    key: ['org_unit_code', 'period', 'kind', 'requirement_code'],
    columns: [
      c('org_unit_code', 'code', '单位', 'unit', required),
      c(
        'period',
        'code',
        '所属期(日、月、季、半年或年)',
        'day, month, quarter, half-year or year it is about',
        required,
      ),
      c('kind', 'code', '类型', 'kind, e.g. case_resolved, hotline_12345, spot_check, satisfaction', required),
      c('value', 'decimal', '数值', 'value', required),
      c('requirement_code', 'code', '要求', 'requirement'),
    ],
  },
  {
    kind: 'backchecks',
    meaning: { zh: '回访核查', en: 'back-checks of records' },
    key: ['source', 'external_id'],
    columns: [
      c('source', 'code', '被核查记录的来源系统', 'source system of the record checked', required),
      c('external_id', 'code', '被核查记录的记录号', 'id of the record checked', required),
      c('result', 'choice', '结果', 'result', {
        required: true,
        choices: ['confirmed', 'valuable', 'false-positive', 'requirement-defect'],
      }),
      c('checked_at', 'time', '核查时间', 'time checked'),
      c('minutes', 'decimal', '核查用时', 'time the check took', { unit: 'min', min: 0 }),
    ],
  },
  {
    kind: 'app_usage',
    meaning: { zh: '应用使用', en: 'use of a system by a cadre on a day' },
    key: ['system_code', 'cadre_code', 'on'],
    eventTime: 'on',
    columns: [
      c('system_code', 'code', '系统', 'system', required),
      c('cadre_code', 'code', '人员', 'cadre', required),
      c('on', 'date', '日期', 'day', required),
      c('sessions', 'integer', '打开次数', 'sessions', { min: 0 }),
      c('active_s', 'decimal', '使用时长', 'active time', { unit: 's', min: 0, max: 86400 }),
      c('points', 'decimal', '积分', 'points'),
      c('rank', 'integer', '名次', 'rank', { min: 0 }),
    ],
  },
  {
    kind: 'assets',
    meaning: { zh: '设备与平台资产', en: 'equipment and platforms bought' },
    key: ['code'],
    recognisedBy: ['system_code', 'cost_yuan', 'bought_on', 'active_days'],
    columns: [
      c('code', 'code', '资产编码', 'asset code', required),
      c('org_unit_code', 'code', '使用单位', 'unit that uses it', required),
      c('system_code', 'code', '所属系统', 'system it belongs to'),
      c('name', 'text', '名称', 'name'),
      c('cost_yuan', 'decimal', '费用', 'cost', { unit: 'CNY', min: 0 }),
      c('bought_on', 'date', '购置日', 'day bought'),
      c('active_days', 'integer', '累计使用天数', 'days in use since bought', { unit: 'd', min: 0 }),
    ],
  },
  {
    kind: 'documents',
    meaning: { zh: '公文', en: 'official documents' },
    key: ['code'],
    eventTime: 'issued_on',
    columns: [
      c('code', 'code', '文件编码', 'document code', required),
      c('issuer_org_unit_code', 'code', '发文单位', 'issuing unit', required),
      c('issued_on', 'date', '发文日期', 'day issued', required),
      c('issuer_kind', 'choice', '发文单位类别', 'kind of issuer', {
        choices: ['party_committee', 'government', 'department', 'coordination_body'],
      }),
      c('doc_no', 'code', '文号', 'document number'),
      c('doc_type', 'choice', '文种', 'type', {
        choices: ['red_head', 'letter', 'memo', 'notice', 'responsibility_letter'],
      }),
      c('addressee_org_unit_codes', 'list', '主送单位', 'addressed units'),
      c('char_count', 'integer', '字数', 'characters', { min: 0 }),
      c('scope', 'choice', '综合或专项', 'scope', { choices: ['comprehensive', 'special'] }),
      c('directive', 'boolean', '指令性', 'directive'),
      c('requires_report_back', 'boolean', '要求报送落实情况', 'asks for a report on compliance'),
      c('requires_supporting_doc', 'boolean', '要求出台配套文件', 'asks for supporting documents'),
      c('plan_no', 'code', '计划编号', 'number in the yearly plan'),
      c('explanation_code', 'code', '书面说明编号', 'written explanation on file'),
    ],
  },
  {
    kind: 'meetings',
    meaning: { zh: '会议', en: 'meetings' },
    key: ['code'],
    eventTime: 'starts_at',
    columns: [
      c('code', 'code', '会议编码', 'meeting code', required),
      c('organizer_org_unit_code', 'code', '组织单位', 'organising unit', required),
      c('starts_at', 'time', '开始时间', 'start', required),
      c('ends_at', 'time', '结束时间', 'end'),
      c('title', 'text', '名称', 'title'),
      c('scope', 'choice', '综合或专项', 'scope', { choices: ['comprehensive', 'special'] }),
      c('group_discussion', 'boolean', '分组讨论', 'with group discussion'),
      c('main_speech_min', 'decimal', '主要讲话时长', 'length of the main speech', { unit: 'min', min: 0 }),
      c('mode', 'choice', '形式', 'mode', { choices: ['onsite', 'video'] }),
      c('attendees', 'list', '参会(单位|人员|职务层次)', 'attendees (unit|cadre|principal, deputy or staff)'),
      c('convener_rank', 'text', '召集人职级', 'rank of the convener'),
      c('plan_no', 'code', '计划编号', 'number in the yearly plan'),
    ],
  },
  {
    kind: 'work_groups',
    meaning: { zh: '工作群', en: 'work groups in messengers' },
    key: ['code'],
    columns: [
      c('code', 'code', '工作群编码', 'group code', required),
      c('owner_org_unit_code', 'code', '建群单位', 'unit that owns it', required),
      c('system_code', 'code', '承载系统', 'system that carries it'),
      c('name', 'text', '名称', 'name'),
      c('owner_cadre_code', 'code', '群主', 'owner'),
      c('purpose', 'choice', '用途', 'purpose', { choices: ['standing', 'temporary'] }),
      c('linked_task_code', 'code', '关联任务', 'task it was made for'),
      c('created_on', 'date', '建群日', 'day made'),
      c('dissolved_on', 'date', '解散日', 'day dissolved'),
      c('members', 'integer', '人数', 'members', persons),
      c('msgs_per_day', 'decimal', '日均消息数', 'messages per day', { min: 0 }),
      c('off_hours_msg_share', 'decimal', '非工作时间消息占比', 'share of messages outside working hours', {
        min: 0,
        max: 1,
      }),
      c('chain_posts', 'integer', '接龙次数', 'chain posts', { min: 0 }),
      c('reply_deadline_min', 'decimal', '限时回复', 'time allowed for a reply', { unit: 'min', min: 0 }),
    ],
  },
  {
    kind: 'pilots',
    meaning: { zh: '试点', en: 'pilots' },
    // Several rows of one code: units that start on different days.
    key: ['code', 'starts_on', 'org_unit_codes'],
    columns: [
      c('code', 'code', '试点编码', 'pilot code', required),
      c('name', 'text', '名称', 'name', required),
      c('org_unit_codes', 'list', '试点单位', 'pilot units', required),
      c('starts_on', 'date', '开始日', 'first day', required),
      c('announced_on', 'date', '公布日', 'day announced'),
      c('measures', 'list', '措施', 'measures'),
      c('requirement_codes', 'list', '涉及的要求', 'requirements it changes'),
      c('ends_on', 'date', '结束日', 'last day'),
      c('control_unit_codes', 'list', '对照单位', 'comparison units'),
      c('selection_reason', 'text', '选点理由', 'why these units were chosen'),
      c('selection_months', 'list', '选点所依据的月份', 'months the choice was based on'),
    ],
  },
] as const satisfies readonly FactKind[];
