/**
 * The canonical facts: every kind of row Henjian accepts, its columns, types, units and meaning.
 * Everything else (tables, typing and refusal in SQL, documentation, mappings) is derived from this file.
 * Names are those of the canonical input files; times are instants kept in Asia/Shanghai.
 */
import { added, c, required, type Column, type FactKind } from './columns.ts';
import { SURROUNDING_KINDS } from './surrounding-kinds.ts';

const identity: readonly Column[] = [
  c('source', 'code', '来源系统', 'source system the row was exported from', required),
  c('external_id', 'code', '来源系统内的记录号', 'id of the record inside the source', required),
];

export const LEVELS = ['province', 'city', 'county', 'township', 'village', 'grid'] as const;
export const FREQUENCIES = ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y', 'adhoc'] as const;

export const FACT_KINDS = [
  {
    kind: 'org_units',
    meaning: { zh: '单位', en: 'organisation units' },
    key: ['code'],
    columns: [
      c('code', 'code', '单位编码', 'unit code', required),
      c('name', 'text', '名称', 'name', required),
      c('level', 'choice', '层级', 'level', { required: true, choices: LEVELS }),
      c('parent_code', 'code', '上级单位(块)', 'parent unit (territorial line)'),
      c('line_parent_code', 'code', '上级部门(条)', 'parent department (departmental line)'),
      c('population', 'integer', '人口', 'population', { unit: 'persons', min: 0 }),
      c('staff_quota', 'integer', '编制数', 'staff quota', { unit: 'persons', min: 0 }),
      c('budget_yuan', 'decimal', '年度预算', 'yearly budget', { unit: 'CNY', min: 0 }),
    ],
  },
  {
    kind: 'cadres',
    meaning: { zh: '基层干部', en: 'grassroots cadres' },
    key: ['code'],
    columns: [
      c('code', 'code', '人员编码', 'cadre code', required),
      c('org_unit_code', 'code', '所属单位', 'unit the cadre works in', required),
      c('name', 'text', '姓名', 'name'),
      c('post', 'text', '岗位', 'post'),
      c('active_from', 'date', '在岗起', 'first day in post'),
      c('active_to', 'date', '在岗止', 'last day in post'),
      c('seconded_to_org_unit_code', 'code', '借调去向', 'unit the cadre is seconded to', added),
    ],
  },
  {
    kind: 'systems',
    meaning: { zh: '应用系统', en: 'assessment and reporting systems' },
    key: ['code'],
    columns: [
      c('code', 'code', '系统编码', 'system code', required),
      c('name', 'text', '名称', 'name', required),
      c('owner', 'text', '主管单位', 'owning department'),
      c('owner_level', 'text', '主管层级', 'level of the owner'),
      c('launched_on', 'date', '上线日期', 'launch day'),
      c('retired_on', 'date', '下线日期', 'retirement day'),
      c('filing_status', 'text', '备案状态', 'filing status'),
      c('features', 'list', '功能', 'features'),
      c('approval_no', 'code', '立项文号', 'approval number'),
      c('annual_cost_yuan', 'decimal', '年度费用', 'yearly cost', { unit: 'CNY', min: 0 }),
      c('registered_users', 'integer', '注册人数', 'registered users', { min: 0 }),
      c('audience', 'choice', '服务对象', 'whom it serves', {
        ...added,
        choices: ['grassroots_internal', 'public', 'mixed'],
      }),
      c('exemption', 'choice', '豁免', 'exemption', { ...added, choices: ['none', 'security', 'emergency'] }),
      c('carrier', 'text', '载体', 'carrier, e.g. app, mini_program, public_account, web', added),
      c('category', 'text', '类别', 'category', added),
      c('last_updated_on', 'date', '最近更新日', 'day of the latest update', added),
    ],
  },
  {
    kind: 'requirements',
    meaning: { zh: '考核与报送要求', en: 'requirements: what is demanded, by whom, how often, with which proof' },
    key: ['code'],
    columns: [
      c('code', 'code', '要求编码', 'requirement code', required),
      c('name', 'text', '名称', 'name', required),
      c('kind', 'choice', '类型', 'kind', { required: true, choices: ['checkin', 'report', 'task'] }),
      c('issuer', 'text', '下发单位', 'issuing department', required),
      c('system_code', 'code', '承载系统', 'system that carries it'),
      c('frequency', 'choice', '频次', 'frequency', { choices: FREQUENCIES }),
      c('trace_kinds', 'list', '留痕方式', 'kinds of trace demanded'),
      c('photos_min', 'integer', '照片张数下限', 'least number of photos', { min: 0 }),
      c('scoring_weight', 'decimal', '考核分值', 'scoring weight', { min: 0 }),
      c('ranked', 'boolean', '是否排名', 'ranked'),
      c('metric', 'text', '考核指标', 'what is scored'),
      c('target', 'text', '目标值', 'target'),
      c('fields', 'list', '字段(标签|语义键)', 'fields (label|semantic key)'),
      c('template_text', 'text', '模板文本', 'published template'),
      c('catalogue_no', 'code', '报表清单编号', 'form catalogue number'),
      c('duty_list_kind', 'choice', '履职清单类别', 'duty list kind', {
        choices: ['basic', 'cooperative', 'withdrawn', 'none'],
      }),
      c('target_level', 'text', '填报层级', 'level that must answer'),
      c('necessity', 'text', '必要性', 'necessity'),
      c('valid_from', 'date', '生效日', 'valid from'),
      c('valid_to', 'date', '失效日', 'valid to'),
      c('minutes_estimate', 'decimal', '单次估计用时', 'estimated time per submission', { unit: 'min', min: 0 }),
      c('ad_hoc_filing_no', 'code', '一事一报备案号', 'case-by-case filing number', added),
      c('retained_list_no', 'code', '保留目录号', 'number on the list of retained demonstrations', added),
      c('own_duty', 'text', '部门职责', 'what the issuer does itself', added),
      c('grassroots_duty', 'text', '基层职责', 'what the grassroots does', added),
      c('support_given', 'text', '支持保障', 'support given', added),
    ],
  },
  {
    kind: 'tasks',
    meaning: { zh: '任务', en: 'tasks' },
    key: ['source', 'external_id'],
    eventTime: 'issued_at',
    columns: [
      ...identity,
      c('requirement_code', 'code', '要求', 'requirement', required),
      c('issued_at', 'time', '下发时间', 'time issued', required),
      c('cadre_code', 'code', '承办人', 'assigned cadre (this or org_unit_code)'),
      c('org_unit_code', 'code', '承办单位', 'assigned unit (this or cadre_code)'),
      c('due_at', 'time', '截止时间', 'deadline'),
      c('completed_at', 'time', '完成时间', 'time completed'),
      c('status', 'text', '状态', 'status'),
      c('channel', 'text', '渠道', 'channel'),
      c('origin', 'text', '来源', 'origin'),
      c('minutes', 'decimal', '实际用时', 'time spent', { unit: 'min', min: 0, max: 100000 }),
      c('parent_external_id', 'code', '上级任务', 'parent task'),
    ],
  },
  {
    kind: 'checkins',
    meaning: { zh: '打卡签到', en: 'check-ins' },
    key: ['source', 'external_id'],
    eventTime: 'claimed_at',
    columns: [
      ...identity,
      c('cadre_code', 'code', '打卡人', 'cadre', required),
      c('claimed_at', 'time', '声称发生时间', 'claimed clock: when it is said to have happened', required),
      c('requirement_code', 'code', '要求', 'requirement'),
      c('task_external_id', 'code', '任务', 'task'),
      c('captured_at', 'time', '设备采集时间', 'device clock: when the device recorded it'),
      c('uploaded_at', 'time', '服务器接收时间', 'server clock: when the server received it'),
      c('kind', 'text', '类型', 'kind'),
      c('method', 'text', '方式', 'method'),
      c('lat', 'latitude', '纬度', 'latitude', { unit: 'degree', min: -90, max: 90 }),
      c('lon', 'longitude', '经度', 'longitude', { unit: 'degree', min: -180, max: 180 }),
      c('accuracy_m', 'decimal', '定位精度', 'location accuracy', { unit: 'm', min: 0 }),
      c('crs', 'choice', '坐标系', 'coordinate system as exported', { choices: ['wgs84', 'gcj02', 'bd09'] }),
      c('place', 'text', '地点', 'place'),
      c('device_id', 'code', '设备号', 'device'),
      c('network_id', 'code', '网络标识', 'network'),
      c('created_by', 'code', '录入人', 'who entered it'),
      c('is_mock', 'boolean', '模拟定位', 'mock location reported by the device'),
      c('photos', 'list', '照片引用', 'photo references'),
      c('note', 'text', '备注', 'note'),
    ],
  },
  {
    kind: 'reports',
    meaning: { zh: '报表与日志', en: 'reports' },
    key: ['source', 'external_id'],
    eventTime: 'submitted_at',
    columns: [
      ...identity,
      c('cadre_code', 'code', '填报人', 'cadre', required),
      c('requirement_code', 'code', '要求', 'requirement', required),
      c('submitted_at', 'time', '提交时间', 'time submitted', required),
      c('period', 'text', '所属期', 'period reported on'),
      c('claimed_at', 'time', '声称发生时间', 'claimed clock'),
      c('opened_at', 'time', '打开时间', 'time opened'),
      c('active_edit_s', 'decimal', '编辑用时', 'active editing time', { unit: 's', min: 0, max: 1000000 }),
      c('revisions', 'integer', '修改次数', 'revisions', { min: 0 }),
      c('text', 'text', '正文', 'text'),
      c('values', 'json', '填报值', 'values'),
      c('photos', 'list', '照片引用', 'photo references'),
      c('read_at', 'time', '被阅时间', 'time read'),
      c('returned_at', 'time', '退回时间', 'time returned'),
    ],
  },
  {
    kind: 'photos',
    meaning: { zh: '照片(元数据)', en: 'photos (metadata)' },
    key: ['ref'],
    columns: [
      c('ref', 'code', '照片引用', 'photo reference', required),
      c('sha256', 'hash', '内容摘要', 'SHA-256 of the bytes'),
      c('phash64', 'hash', '感知哈希', '64-bit perceptual hash'),
      c('captured_at', 'time', '拍摄时间', 'time taken'),
      c('lat', 'latitude', '纬度', 'latitude', { unit: 'degree', min: -90, max: 90 }),
      c('lon', 'longitude', '经度', 'longitude', { unit: 'degree', min: -180, max: 180 }),
      c('software', 'text', '软件', 'software tag'),
      c('device', 'text', '设备', 'camera'),
      c('width', 'integer', '宽', 'width', { unit: 'px', min: 0 }),
      c('height', 'integer', '高', 'height', { unit: 'px', min: 0 }),
      c('phash256', 'hash', '感知哈希(256 位 PDQ)', '256-bit perceptual hash (PDQ)', added),
      c(
        'texture',
        'integer',
        '纹理(PDQ 质量)',
        'how much there is to recognise (PDQ quality); below 50 likeness means nothing',
        {
          min: 0,
          max: 100,
          ...added,
        },
      ),
      c('exif', 'json', 'EXIF 原值', 'EXIF and XMP values as the picture carries them', added),
      c('doubts', 'list', '存疑', 'why time or place of the picture may be off', added),
    ],
  },
  {
    kind: 'devices',
    meaning: { zh: '登记设备', en: 'registered devices' },
    key: ['device_id'],
    columns: [
      c('device_id', 'code', '设备号', 'device', required),
      c('shared', 'boolean', '共用', 'registered as shared', required),
      c('org_unit_code', 'code', '所属单位', 'unit'),
    ],
  },
  {
    kind: 'places',
    meaning: { zh: '登记点位', en: 'registered duty points' },
    key: ['code'],
    columns: [
      c('code', 'code', '点位编码', 'place code', required),
      c('lat', 'latitude', '纬度', 'latitude (WGS-84)', { required: true, min: -90, max: 90 }),
      c('lon', 'longitude', '经度', 'longitude (WGS-84)', { required: true, min: -180, max: 180 }),
      c('radius_m', 'decimal', '半径', 'radius', { required: true, unit: 'm', min: 0 }),
      c('requirement_code', 'code', '要求', 'requirement'),
      c('org_unit_code', 'code', '所属单位', 'unit'),
    ],
  },
  {
    kind: 'inspections',
    meaning: { zh: '督查检查', en: 'inspections' },
    key: ['code', 'org_unit_code'],
    columns: [
      c('code', 'code', '编码', 'code', required),
      c('org_unit_code', 'code', '受检单位', 'unit inspected', required),
      c('starts_on', 'date', '开始日', 'first day', required),
      c('ends_on', 'date', '结束日', 'last day'),
      c('announced_at', 'time', '通知时间', 'time announced'),
      c('requirement_code', 'code', '要求', 'requirement'),
      c('kind', 'text', '类型', 'kind'),
      c('organizer', 'text', '组织单位', 'organiser'),
      c('matter', 'text', '事项', 'matter'),
      c('plan_no', 'code', '计划号', 'plan number'),
      c('on_site', 'boolean', '实地', 'on site'),
      c('material_tasks', 'integer', '材料任务数', 'tasks for material', { min: 0 }),
      c('organizer_level', 'text', '组织单位层级', 'level of the organiser', added),
      c('emergency', 'boolean', '应急', 'emergency', added),
      c('met_principal', 'boolean', '见主要负责人', 'met the principal leader', added),
      c('ranking_published', 'boolean', '公布排名', 'ranking published', added),
      c('total_score', 'decimal', '总分', 'total score', { ...added, min: 0 }),
    ],
  },
  {
    kind: 'outages',
    meaning: { zh: '断网与灾害', en: 'outages and disasters' },
    key: ['org_unit_code', 'from', 'kind'],
    columns: [
      c('org_unit_code', 'code', '单位', 'unit', required),
      c('from', 'time', '起', 'from', required),
      c('to', 'time', '止', 'to', required),
      c('kind', 'text', '类型', 'kind'),
    ],
  },
  {
    kind: 'leave',
    meaning: { zh: '请假', en: 'leave' },
    key: ['cadre_code', 'from'],
    columns: [
      c('cadre_code', 'code', '人员', 'cadre', required),
      c('from', 'time', '起', 'from', required),
      c('to', 'time', '止', 'to', required),
      c('kind', 'text', '类型', 'kind'),
    ],
  },
  ...SURROUNDING_KINDS,
] as const satisfies readonly FactKind[];

export type FactKindName = (typeof FACT_KINDS)[number]['kind'];

/** What is demanded of a person or unit and answers a requirement: detectors judge only these. */
export const EVENT_KINDS = ['tasks', 'checkins', 'reports'] as const;
export type EventKindName = (typeof EVENT_KINDS)[number];

/** The kinds whose rows lie on a day (column `day`); the others hold over time or describe. */
export const DATED_KINDS: readonly string[] = (FACT_KINDS as readonly FactKind[])
  .filter((kind) => kind.eventTime !== undefined)
  .map((kind) => kind.kind);

export function factKind(name: string): FactKind | undefined {
  return FACT_KINDS.find((k) => k.kind === name);
}
