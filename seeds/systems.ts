/**
 * The systems: nine that carry the requirements, and three that show what a review of systems must find. Two overlap (JZT and
 * CLT: same category, same people, mostly the same fields, F10), one lies dormant (NJT), one is not on file (LZT).
 */
export interface System {
  code: string;
  name: string;
  /** Code of the county department that runs it here. */
  owner: string;
  /** Who owns it, when that is nobody in the county. */
  above?: { name: string; level: string };
  launched: string;
  retired?: string;
  filing: string;
  features: string;
  cost: number;
  audience: 'grassroots_internal' | 'public' | 'mixed';
  exemption: 'none' | 'security' | 'emergency';
  carrier: string;
  category: string;
  /** Last update of its contents or functions. */
  updated: string;
  /** Accounts for every user of the county; 1 = nobody besides. */
  accounts: number;
}

/** `SHEET` is no system: spreadsheets sent through work groups, which keep no trace of how a form was filled (F03). */
export const SHEET = 'SHEET';

const INSIDE = { audience: 'grassroots_internal', exemption: 'none', carrier: 'app', accounts: 1 } as const;

export const SYSTEMS: readonly System[] = [
  { ...INSIDE, code: 'WGT', name: '网格通', owner: 'ZFW', launched: '2019-05-01', filing: '已备案', features: 'checkin;form;photo;track;feedback', cost: 860000, category: '基层治理', updated: '2025-12-10', accounts: 0.5 },
  { ...INSIDE, code: 'BBT', name: '一表通', owner: 'DSJ', launched: '2023-11-01', filing: '已备案', features: 'form;prefill;data_sharing;feedback', cost: 1500000, category: '数据报送', updated: '2025-12-22', accounts: 0.3, carrier: 'web' },
  { ...INSIDE, code: 'HLZ', name: '河林长通', owner: 'SLJ', launched: '2020-03-15', filing: '已备案', features: 'checkin;photo;track', cost: 420000, category: '河湖林地', updated: '2025-11-20', accounts: 0.4 },
  { ...INSIDE, code: 'AQY', name: '安全云', owner: 'YJJ', launched: '2021-06-01', filing: '已备案', features: 'checkin;photo;points;rank', cost: 730000, category: '安全生产', updated: '2025-12-01', accounts: 0.7 },
  { ...INSIDE, code: 'KQJ', name: '机关考勤', owner: 'ZZB', launched: '2018-01-01', filing: '已备案', features: 'checkin', cost: 90000, category: '机关考勤', updated: '2025-11-05', accounts: 0.3, carrier: 'terminal' },
  { ...INSIDE, code: 'WMJ', name: '文明积分', owner: 'XCB', launched: '2022-04-20', filing: '备案中', features: 'checkin;points;rank;like_vote', cost: 310000, category: '文明实践', updated: '2025-11-28', accounts: 1.4, audience: 'mixed', carrier: 'mini_program' },
  { ...INSIDE, code: 'FPJ', name: '防返贫监测', owner: 'NYJ', above: { name: '农业农村部', level: 'central' }, launched: '2021-03-01', filing: '已备案', features: 'form;photo', cost: 0, category: '乡村振兴', updated: '2025-12-15', accounts: 0.4 },
  { ...INSIDE, code: 'JZT', name: '救助通', owner: 'MZJ', launched: '2020-09-01', filing: '已备案', features: 'form;feedback', cost: 260000, category: '社会救助', updated: '2025-12-08', accounts: 0.4 },
  { ...INSIDE, code: 'LZT', name: '履职通', owner: 'ZZB', launched: '2024-02-01', filing: '未备案', features: 'checkin;form;im;rank;online_hours', cost: 540000, category: '干部履职', updated: '2025-12-19', accounts: 0.7 },
  { ...INSIDE, code: 'CLT', name: '残联通', owner: 'CLJ', launched: '2024-06-15', filing: '已备案', features: 'form;photo', cost: 180000, category: '社会救助', updated: '2025-12-03', accounts: 0.2 },
  { ...INSIDE, code: 'NJT', name: '农技直通车', owner: 'NYJ', launched: '2021-09-10', filing: '已备案', features: 'learning;im', cost: 230000, category: '农技推广', updated: '2025-03-18', accounts: 0.9 },
  { ...INSIDE, code: 'GZH', name: '临岚文明实践', owner: 'XCB', launched: '2019-11-01', filing: '已备案', features: 'like_vote;feedback', cost: 60000, category: '宣传发布', updated: '2025-09-12', accounts: 3, audience: 'public', carrier: 'public_account' },
]; // prettier-ignore
