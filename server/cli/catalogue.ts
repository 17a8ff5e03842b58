import { catalogue as definitions } from '../../metrics/catalogue.ts';
import { rules } from '../../metrics/policy/rules.ts';
import { catalogueItem } from '../indicators/catalogue-item.ts';
import { ruleItem } from '../policy/rule-item.ts';
import type { Verb } from './verb.ts';

export const catalogue: Verb = {
  summary: { zh: '列出全部指标与规则及其定义', en: 'list every indicator, detector and rule with its definition' },
  usage: [''],
  run: async (invocation) => {
    const items = [...definitions.map(catalogueItem), ...rules.map(ruleItem)];
    invocation.print(items, () => items.map((item) => `${item.id}\t${item.terms[invocation.lang]}`).join('\n'));
    return 0;
  },
};
