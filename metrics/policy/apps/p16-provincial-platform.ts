import type { PolicyRule } from '../../definition.ts';
import { requirement } from '../../example-rows.ts';
import { system } from '../example-facts.ts';
import { eachRequirement, OWNER_LEVEL_UNKNOWN, rank } from '../sql.ts';

export const provincialPlatform: PolicyRule = {
  id: 'P16',
  kind: 'policy',
  version: 1,
  terms: { zh: '地方填报统一走省级平台', en: 'Local forms go through the provincial platform' },
  question: {
    zh: '市县自建系统还在向基层收表吗?',
    en: 'Do city and county systems still collect forms from the grassroots?',
  },
  formula: {
    zh: '报表类要求的承载系统主管层级为市或县,且未并入省级平台(功能无 integrated)→ 违反;同一材料多次报送见 P30',
    en: 'A report requirement on a system of the city or county that is not integrated with the provincial platform (no function "integrated"): breach; the same material asked again is P30',
  },
  limits: {
    zh: '条文只见转述。是否并入省级平台以系统功能中登记的 integrated 为准;用表格、群收表的要求没有系统,不判断。',
    en: 'The text is known by paraphrase only. Integration is what the directory lists as the function "integrated"; forms sent as spreadsheets or in groups have no system and are not judged.',
  },
  clauses: [{ instrument: 'S2', at: '五(“最多报一次”)', status: 'P' }],
  severity: 'A',
  exemption: null,
  subjectType: 'requirement',
  grain: 'current',
  validFrom: '2024-08-06',
  parameters: {},
  needs: ['requirements', 'systems'],
  predicate: eachRequirement(
    {
      outside: `(r.kind != 'report' OR ${rank('s.owner_level')} > 5 OR has(s.features, 'integrated'))`,
      unknown: [[`r.system_code = ''`, 'no-system'], [`s.code = ''`, 'system-not-in-directory'], OWNER_LEVEL_UNKNOWN],
      breach: `${rank('s.owner_level')} IN (4, 5)`,
    },
    undefined,
    'LEFT ANY JOIN systems s ON s.code = r.system_code',
  ),
  examples: [
    {
      name: 'a county form, a provincial one, an integrated one, no system, unknown level, a check-in',
      facts: {
        systems: [
          system('C', { owner_level: 'county', features: ['form'] }),
          system('P', { owner_level: 'province', features: ['form'] }),
          system('I', { owner_level: 'city', features: ['form', 'integrated'] }),
          system('U'),
        ],
        requirements: [
          requirement('R1', 'report', { system_code: 'C' }),
          requirement('R2', 'report', { system_code: 'P' }),
          requirement('R3', 'report', { system_code: 'I' }),
          requirement('R4', 'report'),
          requirement('R5', 'report', { system_code: 'U' }),
          requirement('R6', 'checkin', { system_code: 'C' }),
        ],
      },
      rows: [
        { subject: 'R1', period: 'current', verdict: 'breach', evidence: ['requirements R1'] },
        { subject: 'R2', period: 'current', verdict: 'ok' },
        { subject: 'R3', period: 'current', verdict: 'ok' },
        { subject: 'R4', period: 'current', verdict: 'cannot-judge', reason: 'no-system' },
        { subject: 'R5', period: 'current', verdict: 'cannot-judge', reason: 'owner-level-unknown' },
        { subject: 'R6', period: 'current', verdict: 'ok' },
      ],
    },
  ],
};
