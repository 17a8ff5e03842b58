import type { PolicyRule } from '../../metrics/definition.ts';
import { INSTRUMENTS } from '../../metrics/policy/instruments.ts';
import type { CatalogueItem } from '../contract-catalogue.ts';

/** A clause as cited: `S5(二)`, `S2 第8条 改进方式方法`. */
export function cited({ instrument, at }: { instrument: string; at: string }): string {
  return at === '' || at.startsWith('(') ? `${instrument}${at}` : `${instrument} ${at}`;
}

/** A rule as shown in the catalogue: everything but its examples. */
export function ruleItem(rule: PolicyRule): CatalogueItem {
  const { id, kind, version, terms, question, formula, limits, severity, exemption, subjectType, grain } = rule;
  const clauses = rule.clauses.map((clause) => {
    const instrument = INSTRUMENTS.find(({ code }) => code === clause.instrument);
    return { clause: cited(clause), title: instrument!.title, status: clause.status };
  });
  return {
    id,
    kind,
    version,
    terms,
    question,
    formula,
    limits,
    references: clauses.map(({ clause, title, status }) => ({
      source: `${clause} ${title.zh} · ${title.en}`,
      grade: status,
    })),
    sql: rule.predicate,
    parameters: rule.parameters,
    clauses,
    severity,
    ...(exemption ? { exemption } : {}),
    ...(rule.ruleSet === undefined ? {} : { ruleSet: rule.ruleSet }),
    subjectType,
    grain,
    validFrom: rule.validFrom,
    ...(rule.validTo === undefined ? {} : { validTo: rule.validTo }),
    needs: [...rule.needs],
  };
}
