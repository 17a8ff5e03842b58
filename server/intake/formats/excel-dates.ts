/** Days of a spreadsheet, which are numbers that only their cell's format makes dates. Wall-clock time, no zone. */
export interface DateFormat {
  date: boolean;
  /** Finest part shown. */
  time: 'none' | 'hour' | 'minute' | 'second';
}

/** Built-in formats of ECMA-376 18.8.30 that show dates, with the zh-CN ones. */
const BUILT_IN: Record<number, DateFormat> = {
  14: { date: true, time: 'none' },
  15: { date: true, time: 'none' },
  16: { date: true, time: 'none' },
  17: { date: true, time: 'none' },
  18: { date: false, time: 'minute' },
  19: { date: false, time: 'second' },
  20: { date: false, time: 'minute' },
  21: { date: false, time: 'second' },
  22: { date: true, time: 'minute' },
  27: { date: true, time: 'none' },
  28: { date: true, time: 'none' },
  29: { date: true, time: 'none' },
  30: { date: true, time: 'none' },
  31: { date: true, time: 'none' },
  32: { date: false, time: 'minute' },
  33: { date: false, time: 'second' },
  34: { date: false, time: 'minute' },
  35: { date: false, time: 'second' },
  36: { date: true, time: 'none' },
  45: { date: false, time: 'second' },
  46: { date: false, time: 'second' },
  47: { date: false, time: 'second' },
  50: { date: true, time: 'none' },
  57: { date: true, time: 'none' },
  58: { date: true, time: 'none' },
};

/** undefined when cells of this format are plain numbers or text. */
export function dateFormatOf(id: number, code: string | undefined): DateFormat | undefined {
  if (code === undefined) return BUILT_IN[id];
  // Only the first section counts; quoted text, colours and conditions say nothing about dates.
  const plain = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*./gi, '').toLowerCase();
  if (/general|@|[#?]/.test(plain)) return undefined;
  const shown = plain.replace(/am\/pm|上午\/下午/g, '');
  // An m beside hours or seconds is minutes.
  const date = /[yd年月日]/.test(shown) || (/m/.test(shown) && !/[hs]/.test(shown));
  const time = /s/.test(plain) ? 'second' : /h/.test(plain) ? (/h.*m/.test(plain) ? 'minute' : 'hour') : 'none';
  return date || time !== 'none' ? { date, time } : undefined;
}

const DAY_MILLISECONDS = 86_400_000;
const DAYS_1904 = 1462;
/** The day before 1 January 1900; the invented 29 February 1900 is corrected below 60. */
const EPOCH = Date.UTC(1899, 11, 30);

/** `2025-09-30 08:30:00` as exactly as the format shows it; the number itself when it is no possible date. */
export function serialToText(serial: number, format: DateFormat, from1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return String(serial);
  const days = serial + (from1904 ? DAYS_1904 : 0) + (!from1904 && serial < 60 ? 1 : 0);
  const iso = new Date(EPOCH + Math.round((days * DAY_MILLISECONDS) / 1000) * 1000).toISOString();
  const date = iso.slice(0, 10);
  // A date format over a value with a time hides the time; the value still has it.
  const hidden = format.time === 'none' && Math.abs(serial - Math.round(serial)) > 1e-6;
  const shown = hidden ? 'second' : format.time;
  const clock = shown === 'none' ? '' : shown === 'second' ? iso.slice(11, 19) : iso.slice(11, 16);
  if (!format.date && serial < 1) return clock;
  return clock === '' ? date : `${date} ${clock}`;
}

/** A bare number in a column of times: 45930.354 is 2025-09-30 08:29:46. undefined when it cannot be a recent date. */
export function bareSerial(text: string, from1904 = false): string | undefined {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return undefined;
  const serial = Number(text);
  // 1990 to 2099 in either epoch.
  if (serial < 31_000 || serial > 73_050) return undefined;
  return serialToText(serial, { date: true, time: text.includes('.') ? 'second' : 'none' }, from1904);
}
