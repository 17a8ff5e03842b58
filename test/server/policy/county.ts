/** A small county in which some rules are broken, as the files that describe it. */
export const FILES: readonly (readonly [kind: string, csv: string])[] = [
  [
    'org_units',
    'code,name,level,parent_code\nC,县,county,\nD1,督查室,county,C\nT1,一镇,township,C\nT2,二镇,township,C\n',
  ],
  ['cadres', 'code,org_unit_code\nP1,T1\nP2,T2\n'],
  ['systems', 'code,name,owner,features,filing_status,launched_on\nS1,通办,数据局,checkin;form,none,2020-01-01\n'],
  [
    'requirements',
    'code,name,kind,issuer,system_code,metric,scoring_weight,duty_list_kind\nR1,巡查打卡,checkin,应急局,S1,照片张数,5,withdrawn\nR2,月报,report,民政局,S1,,0,basic\n',
  ],
  [
    'checkins',
    'source,external_id,cadre_code,claimed_at,requirement_code\nw,c1,P1,2026-03-02T09:00:11+08:00,R1\nw,c2,P2,2026-04-02T09:00:11+08:00,R1\n',
  ],
  [
    'tasks',
    'source,external_id,requirement_code,issued_at,cadre_code,channel\nw,t1,R2,2026-03-02T09:00:11+08:00,P1,work_group\nw,t2,R2,2026-03-03T09:00:11+08:00,P2,work_group\nw,t3,R9,2026-03-03T09:00:11+08:00,P2,work_group\n',
  ],
  [
    'inspections',
    'code,org_unit_code,starts_on,organizer,matter,plan_no,material_tasks\nI1,T1,2026-03-02,督查室,防火,,8\nI2,T2,2026-03-02,督查室,防汛,J-2,3\n',
  ],
  [
    'documents',
    'code,issuer_org_unit_code,issued_on,scope,char_count\nW1,D1,2023-03-02,special,9000\nW2,D1,2026-03-02,special,9000\n',
  ],
];
