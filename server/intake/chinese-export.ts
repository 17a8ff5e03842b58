/**
 * Tables that Chinese office systems export (DingTalk, WeCom, ledgers kept by hand): title rows above the header, headers
 * under many names, dates in Chinese. Alias table and traps: field notes on DingTalk 原始记录 and WeCom 打卡明细 exports.
 */
import { createHash } from 'node:crypto';
import type { FactKind, Words } from '../../metrics/columns.ts';
import { factKind, type FactKindName } from '../../metrics/facts.ts';
import { bareSerial } from './formats/excel-dates.ts';
import { joined, madeUpId, position, unswapped } from './vendors/fields.ts';
import { MANUAL_NOTICE, SWAPPED_NOTICE, SYSTEM_NOTICE, type VendorRow } from './vendors/vendor.ts';
import { chineseTime, YEARLESS_DATE } from './chinese-time.ts';

/** What a header means, whatever it is called. In each list the earlier name is preferred. */
const MEANINGS = {
  id: ['记录编号', '记录ID', '记录id', '流水号', '单号', '编号', 'ID'],
  person: ['UserId', 'userid', '用户ID', '工号', '员工工号', '账号', '帐号', '手机号', '手机号码'],
  identity: ['身份证号', '身份证号码'],
  personName: [
    '姓名',
    '员工姓名',
    '填报人',
    '走访人',
    '网格员',
    '责任人',
    '经办人',
    '打卡人',
    '承办人',
    '提交人',
    '创建人',
  ],
  unit: ['部门', '单位', '所属单位', '乡镇(街道)', '村(社区)', '网格', '填报单位', '承办单位', '责任单位'],
  punchTime: ['实际打卡时间', '打卡时间', '签到时间', '走访时间', '时间'],
  submitTime: ['提交时间', '上报时间', '填报时间', '创建时间'],
  issueTime: ['下发时间', '发布时间', '派发时间', '交办时间'],
  dueTime: ['截止时间', '报送时限', '节点时间要求', '办理期限', '要求完成时间'],
  doneTime: ['完成时间', '办结时间', '实际完成时间'],
  openTime: ['打开时间', '开始填写时间'],
  uploadTime: ['上传时间', '同步时间'],
  day: ['考勤日期', '打卡日期', '签到日期', '日期', '走访日期'],
  place: ['打卡地点', '打卡地址', '签到地点', '签到地址', '位置', '定位', '地点'],
  pair: ['经纬度', '坐标'],
  lat: ['纬度'],
  lon: ['经度'],
  photo: ['打卡图片', '照片', '现场照片', '附件', '图片', '签到图片'],
  form: ['报表名称', '表名', '任务名称', '事项', '模板名称', '日志模板', '考勤组', '所属规则', '规则名称'],
  type: ['打卡类型', '签到类型', '类型'],
  result: ['打卡结果', '打卡状态', '状态', '办理状态'],
  device: ['打卡设备', '设备号', '设备'],
  note: ['打卡备注', '备注', '说明'],
  text: ['正文', '内容', '工作内容', '日志内容', '走访情况', '今日工作总结'],
  period: ['所属期', '报告期', '报送周期'],
  minutes: ['用时(分钟)', '耗时(分钟)'],
  correction: ['管理员修改备注'],
  planned: ['考勤时间', '应打卡时间'],
  reason: ['异常打卡原因'],
  post: ['职务', '职位', '岗位'],
} as const;
export type Meaning = keyof typeof MEANINGS;
const TIMES: readonly Meaning[] = [
  'punchTime',
  'submitTime',
  'issueTime',
  'dueTime',
  'doneTime',
  'openTime',
  'uploadTime',
  'day',
];

const clean = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[\s*:]/g, '')
    .replaceAll('(必填)', '')
    .toLowerCase();

const KNOWN = new Map<string, { meaning: Meaning; rank: number }>(
  Object.entries(MEANINGS).flatMap(([meaning, names]) =>
    names.map((header, rank) => [clean(header), { meaning: meaning as Meaning, rank }] as const),
  ),
);

/** 打卡图片1, 打卡图片2, ... are one column. */
export function meaningOf(header: string): { meaning: Meaning; rank: number } | undefined {
  const name = clean(header);
  return KNOWN.get(name) ?? KNOWN.get(name.replace(/\d+$/, ''));
}

export const LEAST_KNOWN_NAMES = 4;
export const HEADER_WITHIN_ROWS = 30;

export const knownNames = (cells: readonly string[]): number =>
  cells.filter((cell) => meaningOf(cell) !== undefined).length;

/** Which kind of facts a header announces; undefined when it has neither a person nor a time. */
export function kindOfHeader(cells: readonly string[]): FactKindName | undefined {
  const has = new Set(cells.map((cell) => meaningOf(cell)?.meaning));
  const someone = has.has('person') || has.has('personName') || has.has('identity');
  if (
    (has.has('issueTime') || (has.has('dueTime') && !has.has('submitTime'))) &&
    has.has('form') &&
    (someone || has.has('unit'))
  )
    return 'tasks';
  if (!someone) return undefined;
  if (has.has('punchTime') || (has.has('day') && has.has('place'))) return 'checkins';
  return has.has('submitTime') ? 'reports' : undefined;
}

export interface ExportLayout {
  kind: FactKind;
  unknown: string[];
  map(cells: readonly string[]): VendorRow;
}

/** The system whose export has these columns; undefined for a ledger kept by hand. */
export function exporterOf(header: readonly string[]): 'dingtalk' | 'wecom' | undefined {
  const has = (name: string): boolean => header.includes(name);
  if (has('UserId')) return 'dingtalk';
  return (has('账号') || has('帐号')) && (has('所属规则') || has('实际打卡时间') || has('打卡状态'))
    ? 'wecom'
    : undefined;
}

/** Cells that say that there is nothing. */
const NOTHING = /^(-+|—+|\/|无|暂无)$/;
/** 同上: the cell above it. */
const DITTO = /^(同上|〃)$/;
/** What the system notes when nobody punched. */
const NOT_PUNCHED = /缺卡|未打卡|旷工|无需打卡|未排班|休息/;
/** A long number that a spreadsheet has rounded: its digits are gone. */
const ROUNDED = /^\d(\.\d+)?E\+1\d$/i;

export const EXPORT_NOTICES: Record<string, Words> = {
  manual: MANUAL_NOTICE,
  system: SYSTEM_NOTICE,
  swapped: SWAPPED_NOTICE,
  ditto: {
    zh: '{n} 行写有“同上”,已按上一行补全',
    en: '{n} rows say 同上 (as above); filled in from the row above',
  },
  year: {
    zh: '{n} 行的日期没有年份,按标题或所属期中的年份补全',
    en: '{n} rows have dates without a year; taken from the title or the period',
  },
};

/**
 * @param from1904 whether bare numbers in time columns count from 1904
 * @param year the year the title names, for dates that have none; '' when it names none
 */
export function exportLayout(
  header: readonly string[],
  kindName: FactKindName,
  source: string,
  { from1904, year }: { from1904: boolean; year: string },
): ExportLayout {
  const places = new Map<Meaning, { at: number; rank: number }[]>();
  const unknown: { name: string; at: number }[] = [];
  header.forEach((name, at) => {
    const known = meaningOf(name);
    if (known) places.set(known.meaning, [...(places.get(known.meaning) ?? []), { at, rank: known.rank }]);
    else if (name.trim() !== '') unknown.push({ name: name.trim(), at });
  });
  for (const list of places.values()) list.sort((a, b) => a.rank - b.rank || a.at - b.at);
  const all = (meaning: Meaning, cells: readonly string[]): string[] =>
    (places.get(meaning) ?? [])
      .map(({ at }) => (cells[at] ?? '').trim())
      .filter((text) => text !== '' && !NOTHING.test(text));
  const one = (meaning: Meaning, cells: readonly string[]): string => all(meaning, cells)[0] ?? '';
  let above: readonly string[] = [];
  const repeated = (cells: readonly string[]): string[] => {
    const filled = cells.map((cell, i) => (DITTO.test(cell.trim()) ? (above[i] ?? '') : cell));
    above = filled;
    return filled;
  };
  const time = (meaning: Meaning, cells: readonly string[], day = ''): string => {
    const text = one(meaning, cells);
    const own = /(?<!\d)(20\d{2})/.exec(one('period', cells))?.[1] ?? year;
    return chineseTime(bareSerial(text, from1904) ?? text, day, own);
  };
  const isYearless = (cells: readonly string[]): boolean =>
    TIMES.some((meaning) => all(meaning, cells).some((text) => YEARLESS_DATE.test(text)));
  /** `column|value` */
  const rounded = (cells: readonly string[]): string | undefined => {
    const who = one('person', cells) || one('identity', cells);
    if (ROUNDED.test(who)) return `cadre_code|${who}`;
    const id = one('id', cells);
    return ROUNDED.test(id) ? `external_id|${id}` : undefined;
  };
  const requirement = (cells: readonly string[]): string => {
    const form = one('form', cells);
    return form === '' ? '' : `${source}:${form}`.slice(0, 200);
  };
  const rest = (cells: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(unknown.map(({ name, at }) => [name, cells[at] ?? '']).filter(([, text]) => text !== ''));
  const kept = (cells: readonly string[], meanings: readonly Meaning[]): Record<string, unknown> =>
    Object.fromEntries(
      meanings
        .flatMap((meaning) => (places.get(meaning) ?? []).map(({ at }) => [header[at]!.trim(), cells[at] ?? '']))
        .filter(([, text]) => text !== ''),
    );
  const person = (cells: readonly string[]): string =>
    one('person', cells) || hashedIdentity(one('identity', cells)) || one('personName', cells);

  const checkin = (cells: readonly string[]): VendorRow => {
    const day = time('day', cells);
    const punched = time('punchTime', cells, day);
    const missed = punched === '' && NOT_PUNCHED.test(one('result', cells));
    const at = punched || (missed ? time('planned', cells, day) : '') || day;
    const corrected = one('correction', cells) !== '' || /补卡/.test(one('result', cells));
    const [pairA = '', pairB = ''] = one('pair', cells).split(/[,,、\s]+/);
    const fix = position(one('lat', cells) || pairA, one('lon', cells) || pairB);
    const { lat, lon, swapped } = unswapped(fix.lat, fix.lon);
    const type = one('type', cells);
    return {
      columns: {
        source,
        external_id: one('id', cells) || rowId(cells, person(cells), at, type),
        cadre_code: person(cells),
        claimed_at: at,
        requirement_code: requirement(cells),
        uploaded_at: time('uploadTime', cells) || time('submitTime', cells),
        kind: type,
        method: missed ? 'system' : corrected ? 'manual_makeup' : '',
        lat,
        lon,
        crs: lat === '' ? '' : 'gcj02',
        place: one('place', cells),
        device_id: one('device', cells),
        photos: joined(all('photo', cells)),
        note: one('note', cells),
      },
      extra: { ...rest(cells), ...kept(cells, ['unit', 'result', 'planned', 'reason', 'correction', 'post']) },
      notices: [...(missed ? ['system'] : corrected ? ['manual'] : []), ...(swapped ? ['swapped'] : [])],
    };
  };
  const report = (cells: readonly string[]): VendorRow => {
    const at = time('submitTime', cells);
    const values = rest(cells);
    return {
      columns: {
        source,
        external_id: one('id', cells) || rowId(cells, person(cells), at, one('form', cells)),
        cadre_code: person(cells),
        requirement_code: requirement(cells),
        submitted_at: at,
        period: one('period', cells),
        claimed_at: time('punchTime', cells, time('day', cells)) || time('day', cells),
        opened_at: time('openTime', cells),
        text: all('text', cells).join('\n') || one('note', cells),
        values: Object.keys(values).length === 0 ? '' : JSON.stringify(values),
        photos: joined(all('photo', cells)),
      },
      extra: kept(cells, ['unit', 'result', 'place', 'pair', 'lat', 'lon', 'post']),
    };
  };
  const task = (cells: readonly string[]): VendorRow => {
    const at = time('issueTime', cells) || time('submitTime', cells);
    return {
      columns: {
        source,
        external_id: one('id', cells) || rowId(cells, person(cells) || one('unit', cells), at, one('form', cells)),
        requirement_code: requirement(cells),
        issued_at: at,
        cadre_code: person(cells),
        org_unit_code: one('unit', cells),
        due_at: time('dueTime', cells),
        completed_at: time('doneTime', cells),
        status: one('result', cells),
        minutes: one('minutes', cells),
      },
      extra: { ...rest(cells), ...kept(cells, ['note', 'period']) },
    };
  };
  const mapOf = { checkins: checkin, reports: report, tasks: task } as Record<
    string,
    (cells: readonly string[]) => VendorRow
  >;
  const map = mapOf[kindName] ?? checkin;
  return {
    kind: factKind(kindName)!,
    unknown: unknown.map(({ name }) => name),
    map: (written) => {
      const cells = repeated(written);
      const row = map(cells);
      const lost = rounded(cells);
      const notices = [
        ...(row.notices ?? []),
        ...(written.some((cell) => DITTO.test(cell.trim())) ? ['ditto'] : []),
        ...(isYearless(cells) ? ['year'] : []),
      ];
      return { ...row, notices, ...(lost === undefined ? {} : { issue: `lost-digits|${lost}` }) };
    },
  };
}

/** An identity number never enters the facts; the same person still gets the same code. */
function hashedIdentity(text: string): string {
  return text === '' ? '' : `id-${createHash('sha256').update(text.toUpperCase()).digest('hex').slice(0, 16)}`;
}

/**
 * Id of a row that has none: who, when, what. A day without a time of day does not tell two visits apart: the rest of the
 * row then does.
 */
function rowId(cells: readonly string[], who: string, at: string, what: string): string {
  const hasClock = /\d ?[::时点]/.test(at);
  const rest = hasClock ? [] : [createHash('sha256').update(cells.join('\0')).digest('hex').slice(0, 12)];
  return madeUpId(who, at, what, ...rest);
}
