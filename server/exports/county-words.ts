/** Words of the exported pages of the county's load. */
import type { Words } from '../../metrics/columns.ts';

export const C = {
  titles: {
    townships: { zh: '先给哪个乡镇减负', en: 'Which township to relieve first' },
    week: { zh: '一周怎样分', en: 'How the week is divided' },
    time: { zh: '什么时候最忙', en: 'When the load falls' },
    fairness: { zh: '负担是否公平', en: 'Is the load fair' },
  },
  tables: {
    county: { zh: '全部单位', en: 'All units' },
    townships: { zh: '乡镇', en: 'Townships' },
    townshipMonths: { zh: '乡镇按月', en: 'Townships by month' },
    countyMonths: { zh: '按月', en: 'Months' },
    requirements: { zh: '要求', en: 'Requirements' },
    weeks: { zh: '按周', en: 'Weeks' },
    load: { zh: '负担走势', en: 'Course of the load' },
    days: { zh: '按日', en: 'Days' },
    offHours: { zh: '工作时间以外', en: 'Outside working hours' },
    demands: { zh: '时限', en: 'Notice and deadlines' },
    marks: { zh: '截止日与检查日', en: 'Deadlines and inspections' },
    capacity: { zh: '负担与人手', en: 'Load and staff' },
    gini: { zh: '负担集中程度', en: 'Concentration of the load' },
  },
  hours: { zh: '一周各小时', en: 'Hours of the week' },
  hoursDefinition: {
    zh: '所选指标在一周各小时的合计;没有记录的小时不列出。时钟只记到日的来源不在任何小时里。',
    en: 'Sum of the chosen indicator by hour of the week; hours without rows are not listed. Sources whose clock is kept to the day lie in no hour.',
  },
  weekday: { zh: '星期', en: 'Weekday' },
  hour: { zh: '小时', en: 'Hour' },
  daysOfWeekday: { zh: '该星期几的天数', en: 'Days of that weekday' },
  weekdays: {
    zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
    en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  },
  split: { zh: '差别出在哪里', en: 'Where the difference lies' },
  splitDefinition: {
    zh: '有负担的干部之间的不均程度(基尼系数、泰尔指数),泰尔指数再分为乡镇内部和乡镇之间。',
    en: 'How unequally cadres with any load carry it (Gini, Theil), and Theil split into within and between townships.',
  },
  spread: {
    gini: { zh: '基尼系数', en: 'Gini' },
    theil: { zh: '泰尔指数', en: 'Theil' },
    within: { zh: '乡镇内部', en: 'Within townships' },
    between: { zh: '乡镇之间', en: 'Between townships' },
  },
} as const satisfies Record<string, Words | Record<string, Words> | Record<'zh' | 'en', readonly string[]>>;
