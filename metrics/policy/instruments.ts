/** The texts the rules come from (domain note A1): what each is, and how much of its wording we have read. */
import type { Words } from '../columns.ts';

export interface Instrument {
  code: string;
  title: Words;
  issuer: Words;
  /** First day it binds, as far as known. */
  from: string;
  /** What of it was read, and where. */
  read: Words;
}

export const INSTRUMENTS: readonly Instrument[] = [
  {
    code: 'S1',
    title: {
      zh: '《关于防治“指尖上的形式主义”的若干意见》',
      en: 'Opinions on preventing and curing fingertip formalism',
    },
    issuer: { zh: '中央网络安全和信息化委员会', en: 'Central Cyberspace Affairs Commission' },
    from: '2023-12-18',
    read: {
      zh: '未见全文；条目主题与适用范围见中国新闻周刊 2024-01-12 等，措辞见一份实施方案',
      en: 'Full text not seen; themes and scope from China Newsweek 2024-01-12 and others, wording through an implementing plan',
    },
  },
  {
    code: 'S2',
    title: {
      zh: '《整治形式主义为基层减负若干规定》',
      en: 'Provisions on curbing formalism and lightening the burden of the grassroots',
    },
    issuer: {
      zh: '中共中央办公厅、国务院办公厅',
      en: 'General Offices of the Central Committee and the State Council',
    },
    from: '2024-08-06',
    read: {
      zh: '新华社 2025-08-06 公布全文；第一至八条大体核对，第四至七部分只见摘要；第三条以后的条号是按标题顺序推出的',
      en: 'Published by Xinhua on 2025-08-06; items 1-8 largely read, parts 4-7 by summary; numbers after item 2 inferred from the order of headings',
    },
  },
  {
    code: 'S3',
    title: {
      zh: '《关于解决形式主义突出问题为基层减负的通知》',
      en: 'Notice on outstanding problems of formalism (the 2019 year of relief)',
    },
    issuer: { zh: '中共中央办公厅', en: 'General Office of the Central Committee' },
    from: '2019-03-01',
    read: { zh: '只知其存在与主题', en: 'Existence and theme only' },
  },
  {
    code: 'S4',
    title: {
      zh: '《关于统筹规范督查检查考核工作的通知》',
      en: 'Notice on coordinating and regulating supervision, inspection and assessment',
    },
    issuer: { zh: '中共中央办公厅', en: 'General Office of the Central Committee' },
    from: '2018-10-01',
    read: {
      zh: '减少 50% 以上一句见 gov.cn 2019-04-21（吉林）',
      en: 'The cut by half or more as quoted on gov.cn 2019-04-21 (Jilin)',
    },
  },
  {
    code: 'S5',
    title: {
      zh: '《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12号）',
      en: 'Measures for the administration of government mobile apps (State Council General Office 2026/12)',
    },
    issuer: { zh: '国务院办公厅', en: 'General Office of the State Council' },
    from: '2026-01-25',
    read: {
      zh: '第一至四条与五项禁止见转载；第五条以后的条号未能核对，只按主题引用',
      en: 'Articles 1-4 and the five prohibitions read in reprints; article numbers after 5 not verified, cited by topic',
    },
  },
  {
    code: 'S5b',
    title: {
      zh: '《政务移动互联网应用程序备案工作指南（第一版）》',
      en: 'Guide to the filing of government mobile apps, first edition',
    },
    issuer: { zh: '国家互联网信息办公室', en: 'Cyberspace Administration of China' },
    from: '2026-01-25',
    read: { zh: '见其中一句的报道；发布日未能核对', en: 'One sentence as reported; day of issue not verified' },
  },
  {
    code: 'S6',
    title: {
      zh: '《关于全面建立乡镇（街道）履行职责事项清单的意见》',
      en: 'Opinions on duty lists of townships and sub-districts',
    },
    issuer: {
      zh: '中共中央办公厅、国务院办公厅',
      en: 'General Offices of the Central Committee and the State Council',
    },
    from: '2024-02-01',
    read: {
      zh: '见新华社报道；2024-02 起试点，2025-06 底编完',
      en: 'From Xinhua reports; pilots since 2024-02, lists complete by the end of 2025-06',
    },
  },
  {
    code: 'S7',
    title: {
      zh: '《关于规范村级组织工作事务、机制牌子和证明事项的意见》',
      en: 'Opinions on duties, plaques and certificates of village organisations',
    },
    issuer: {
      zh: '中共中央办公厅、国务院办公厅',
      en: 'General Offices of the Central Committee and the State Council',
    },
    from: '2022-08-01',
    read: { zh: '未找到原文，凭记忆', en: 'Not retrieved; from memory' },
  },
  {
    code: 'S8',
    title: { zh: '各地规定', en: 'Local rules' },
    issuer: { zh: '各省市县', en: 'Provinces, cities and counties' },
    from: '2019-01-01',
    read: {
      zh: '浙江、湖北、珠海香洲 2019，黄石 2022，河南某区十六条，贵州、江西、云南 2024，甘肃高台 2025 等，见报道或原文',
      en: 'Zhejiang, Hubei and Xiangzhou 2019, Huangshi 2022, sixteen articles of a Henan district, Guizhou, Jiangxi and Yunnan 2024, Gaotai 2025 and others, read in reports or in the text',
    },
  },
];

/** Rules of one place. Off until the reform office switches them on for a region. */
export const LOCAL_RULE_SETS: readonly { id: string; terms: Words }[] = [
  {
    id: 'xiangzhou-2019',
    terms: { zh: '珠海市香洲区 2019 工作群规定', en: 'Xiangzhou district (Zhuhai) 2019: work groups' },
  },
  {
    id: 'huangshi-2022',
    terms: { zh: '黄石市 2022 工作群规定', en: 'Huangshi 2022: work groups' },
  },
  {
    id: 'form-catalogue',
    terms: { zh: '贵州、江西报表清单规定', en: 'Guizhou and Jiangxi: form catalogues' },
  },
  {
    id: 'henan-sixteen',
    terms: { zh: '河南某区“十六条”', en: 'Sixteen articles of a Henan district' },
  },
  { id: 'zhejiang-2019', terms: { zh: '浙江 2019 规定', en: 'Zhejiang 2019' } },
  { id: 'jingmen', terms: { zh: '荆门任务准入规定', en: 'Jingmen: admission of tasks' } },
  { id: 'village-plaques', terms: { zh: '村级牌子清理', en: 'Clearing of village plaques' } },
];
