/** ECharts is most of what charts need: loaded once, and as soon as somebody is there who will see one, while the figures are still on their way. */
export const loadChart = () => import('./Chart.vue');
