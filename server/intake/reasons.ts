/** Why a row was refused: a stable code, and for people what is wrong and how to put it right. */
import type { Words } from '../../metrics/columns.ts';

export const REASON_CODES = [
  'missing-required',
  'bad-time',
  'bad-period',
  'bad-number',
  'bad-boolean',
  'bad-choice',
  'bad-json',
  'bad-hash',
  'out-of-range',
  'too-long',
  'wrong-column-count',
  'bad-quote',
  'not-an-object',
  'wrong-source',
  'other-kind',
  'lost-digits',
  'no-picture',
  'picture-too-large',
  'picture-unreadable',
  'picture-not-of-source',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Reason {
  what: Words;
  fix: Words;
}

const REASONS: Record<ReasonCode, Reason> = {
  'missing-required': {
    what: { zh: '必填项为空', en: 'A required value is missing' },
    fix: { zh: '补填该列后重新导入', en: 'Fill in this column and load the row again' },
  },
  'bad-time': {
    what: { zh: '不是可识别的时间', en: 'Not a time that can be read without guessing' },
    fix: {
      zh: '写成 2025-09-30 08:30:00 或 2025-09-30T08:30:00+08:00(不写时区按北京时间)',
      en: 'Write 2025-09-30 08:30:00 or 2025-09-30T08:30:00+08:00 (without an offset: China time)',
    },
  },
  'bad-period': {
    what: { zh: '不是可识别的所属期', en: 'Not a period that can be read without guessing' },
    fix: {
      zh: '写成 2025-09(月)、2025-Q3(季)、2025-H2(半年)、2025(年)或 2025-09-30(日)',
      en: 'Write 2025-09 (month), 2025-Q3 (quarter), 2025-H2 (half-year), 2025 (year) or 2025-09-30 (day)',
    },
  },
  'bad-number': {
    what: { zh: '不是数字', en: 'Not a number' },
    fix: { zh: '只写数字,不带单位和百分号', en: 'Write digits only, without a unit or a percent sign' },
  },
  'bad-boolean': {
    what: { zh: '不是“是/否”', en: 'Neither yes nor no' },
    fix: { zh: '写 是/否、true/false 或 1/0', en: 'Write true/false, 1/0 or 是/否' },
  },
  'bad-choice': {
    what: { zh: '不在允许的取值之内', en: 'Not one of the allowed values' },
    fix: { zh: '改为说明中列出的取值', en: 'Use one of the values listed for this column' },
  },
  'bad-json': {
    what: { zh: '不是完整的 JSON 对象', en: 'Not a complete JSON object' },
    fix: {
      zh: '检查引号、括号和逗号;超过 19 位的数字请加引号',
      en: 'Check quotes, brackets and commas; put numbers of more than 19 digits in quotes',
    },
  },
  'bad-hash': {
    what: { zh: '不是十六进制摘要', en: 'Not a hexadecimal digest' },
    fix: { zh: '只写 16 至 128 位 0-9 a-f', en: 'Write 16 to 128 characters 0-9 a-f' },
  },
  'out-of-range': {
    what: { zh: '数值超出合理范围', en: 'Outside the possible range' },
    fix: {
      zh: '核对单位;纬度 -90~90、经度 -180~180,年份 1990~2099',
      en: 'Check the unit; latitude -90..90, longitude -180..180, years 1990..2099',
    },
  },
  'too-long': {
    what: { zh: '内容过长', en: 'Too long' },
    fix: { zh: '编码不超过 200 字,正文不超过 10 万字', en: 'At most 200 characters for a code, 100,000 for a text' },
  },
  'wrong-column-count': {
    what: { zh: '列数与表头不符', en: 'Another number of columns than the header' },
    fix: {
      zh: '检查是否缺少或多出分隔符;含逗号的内容请加双引号',
      en: 'Look for a missing or an extra separator; put text that contains one in double quotes',
    },
  },
  'bad-quote': {
    what: { zh: '双引号不配对', en: 'Quotes do not match' },
    fix: { zh: '把内容中的双引号写成两个', en: 'Write a quote inside a quoted cell twice' },
  },
  'not-an-object': {
    what: { zh: '不是一条记录', en: 'Not a record' },
    fix: { zh: '每条记录应为一个 JSON 对象 {...}', en: 'Each record must be one JSON object {...}' },
  },
  'wrong-source': {
    what: { zh: '不是该令牌获准写入的来源', en: 'Not the source this token may load' },
    fix: { zh: '改用该来源的令牌,或更正 source 列', en: 'Use the token of that source, or correct the column source' },
  },
  'lost-digits': {
    what: {
      zh: '长编号被表格软件改成了科学计数,末尾数字已丢失',
      en: 'A spreadsheet has rounded this long number; its last digits are gone',
    },
    fix: {
      zh: '把该列设为“文本”格式后从来源系统重新导出,或逐个补全编号',
      en: 'Export again with the column formatted as text, or write the whole number',
    },
  },
  'other-kind': {
    what: { zh: '与文件中其余记录不是同一类', en: 'Another kind of record than the rest of the file' },
    fix: {
      zh: '把同一文件再导入一次,并指明种类(补卡选 checkins,其余审批选 reports)',
      en: 'Load the same file once more and name the kind (checkins for make-up punches, reports for other approvals)',
    },
  },
  'no-picture': {
    what: { zh: '不是图片', en: 'Not a picture' },
    fix: { zh: '重新导出这张照片(JPEG 或 PNG)', en: 'Export this photo again as JPEG or PNG' },
  },
  'picture-too-large': {
    what: { zh: '图片过大', en: 'The picture is too large' },
    fix: {
      zh: '每张不超过 4000 万像素、64 MB,渐进式扫描不超过 64 遍',
      en: 'At most 40 million pixels and 64 MB a picture, and 64 scans of a progressive one',
    },
  },
  'picture-unreadable': {
    what: { zh: '图片已损坏,无法解码', en: 'The picture is damaged and cannot be decoded' },
    fix: { zh: '重新导出这张照片(JPEG 或 PNG)', en: 'Export this photo again as JPEG or PNG' },
  },
  'picture-not-of-source': {
    what: {
      zh: '令牌只能送本来源的打卡或报表所引用的照片',
      en: 'A token may bring only pictures that check-ins or reports of its own source refer to',
    },
    fix: {
      zh: '先导入引用这张照片的记录,再送照片;其他来源也引用的照片由数据管理员导入',
      en: 'Load the records that refer to it first, then the picture; one that other sources refer to as well is loaded by a data steward',
    },
  },
};

/** Unknown codes (of a newer version) answer the general sentence instead of failing. */
export function reasonFor(code: string): Reason {
  return (
    REASONS[code as ReasonCode] ?? {
      what: { zh: '未能读入', en: 'Could not be read' },
      fix: { zh: '核对该行后重新导入', en: 'Check the row and load it again' },
    }
  );
}
