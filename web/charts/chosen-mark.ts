/** A mark that was chosen on the page: larger and ringed, so that it is found again in every picture. */
import type { ChartTheme } from './model.ts';

export const chosenMark = (theme: ChartTheme) => ({
  symbolSize: 16,
  itemStyle: { color: theme.accent, opacity: 1, borderColor: theme.ink, borderWidth: 2 },
});
