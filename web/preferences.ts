/** Language and theme of this browser. Kept in localStorage where the browser allows it. */
import { ref, watchEffect } from 'vue';
import { recall, remember } from './browser-memory.ts';
import type { Language } from './format.ts';

export type Theme = 'system' | 'light' | 'dark';

const systemIsDark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;
const systemDark = ref(systemIsDark?.matches ?? false);
systemIsDark?.addEventListener('change', (event) => (systemDark.value = event.matches));

const lessMotion = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : undefined;
/** The system asks for less motion: charts stand still, as style sheets already do. */
export const wantsStill = ref(lessMotion?.matches ?? false);
lessMotion?.addEventListener('change', (event) => (wantsStill.value = event.matches));

const asTheme = (text: string): Theme => (text === 'light' || text === 'dark' ? text : 'system');

export const language = ref<Language>(recall('language') === 'en' ? 'en' : 'zh-CN');
export const theme = ref<Theme>(asTheme(recall('theme')));

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
}

export function isDark(): boolean {
  return theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
}

// Charts read their colours from the style sheet, so it must have changed before they draw again.
const syncFlush = { flush: 'sync' } as const;

watchEffect(() => {
  remember('theme', theme.value);
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}, syncFlush);

watchEffect(() => {
  remember('language', language.value);
  document.documentElement.lang = language.value;
}, syncFlush);
