import elementEn from 'element-plus/es/locale/lang/en.mjs';
import elementZh from 'element-plus/es/locale/lang/zh-cn.mjs';
import { computed, watch } from 'vue';
import { createI18n } from 'vue-i18n';
import { setCaller } from './api.ts';
import { formatMeasured, formatNumber, formatPercent, unitOf } from './format.ts';
import type { Language, Measured } from './format.ts';
import { language } from './preferences.ts';

const load: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  'zh-CN': () => import('./words/zh-CN.json'),
  en: () => import('./words/en.json'),
};

export const i18n = createI18n({ legacy: false, locale: language.value, missingWarn: false, fallbackWarn: false });

type Named = Record<string, unknown>;

/** Words of the current language. `named` fills `{placeholders}`; `n` also chooses between singular and plural. */
export function t(key: string, named: Named = {}): string {
  const n = named.n;
  return typeof n === 'number' ? i18n.global.t(key, named, n) : i18n.global.t(key, named);
}

export function hasWords(key: string): boolean {
  return i18n.global.te(key);
}

/** Words for a code the server sent; the code itself where a newer server knows more than these words. */
export function wordsFor(group: string, code: string): string {
  return hasWords(`${group}.${code}`) ? t(`${group}.${code}`) : code;
}

export const number = (value: number, digits = 0): string => formatNumber(value, digits, language.value);
export const percent = (share: number, digits = 1): string => formatPercent(share, digits, language.value);
export const measured = (value: number, item?: Measured): string => formatMeasured(value, item, language.value);
export const unitWord = (item?: Measured): string => unitOf(item, language.value);

/** Picks the current language of words that come from the server. */
export const inLanguage = (words: { zh: string; en: string } | null | undefined): string =>
  words ? (language.value === 'en' ? words.en : words.zh) : '';

export const elementLocale = computed(() => (language.value === 'en' ? elementEn : elementZh));

/** Languages whose words are here; vue-i18n lists a locale as available before its words have come. */
const spoken = new Set<Language>();

async function speak(to: Language): Promise<void> {
  if (!spoken.has(to)) i18n.global.setLocaleMessage(to, (await load[to]()).default as never);
  spoken.add(to);
  i18n.global.locale.value = to as never;
  setCaller({ language: to });
}

export async function startWords(): Promise<void> {
  await speak(language.value);
  watch(language, (to) => void speak(to));
}
