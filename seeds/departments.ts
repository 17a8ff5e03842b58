/** Thirty county departments that issue requirements, and what they ask about. */
export interface Department {
  code: string;
  name: string;
  subjects: readonly string[];
}

const LIST = `
ZZB|县委组织部|基层党建,党员教育,村干部履职,后备干部,驻村帮扶,流动党员
XCB|县委宣传部|文明实践活动,移风易俗,志愿服务,意识形态,农家书屋
ZFW|县委政法委|矛盾纠纷,网格事件,重点人群,平安建设,铁路护路,反诈宣传
JWW|县纪委监委|群众身边问题整治,三资管理,廉政教育,村级监督
XFB|县委办公室|督办事项,会议落实,信息报送,值班值守
ZFB|县政府办公室|政务公开,热线办件,营商环境,重点项目
FGJ|县发展和改革局|项目进度,节能降耗,粮食安全,以工代赈
JYJ|县教育局|控辍保学,防溺水,校园周边,学前教育
GAJ|县公安局|流动人口,出租房屋,禁毒,交通安全劝导
MZJ|县民政局|低保对象,特困供养,临时救助,留守儿童,养老服务,地名管理
SFJ|县司法局|人民调解,社区矫正,法律援助,普法活动
CZJ|县财政局|惠农补贴,村级财务,债务化解,资金绩效
RSJ|县人力资源和社会保障局|转移就业,养老保险认证,零工市场,技能培训
ZRJ|县自然资源和规划局|耕地保护,违法用地,地质灾害点,农房审批
STJ|县生态环境局|秸秆禁烧,散乱污企业,饮用水源,农村污水
ZJJ|县住房和城乡建设局|危房改造,自建房安全,物业管理,城乡垃圾
JTJ|县交通运输局|农村公路,路长制,渡口安全,客运班线
SLJ|县水利局|河湖巡查,防汛备汛,农村饮水,水库安全
NYJ|县农业农村局|防返贫监测,春耕生产,农机安全,人居环境,厕所改造,高标准农田
SWJ|县商务局|农村电商,市场保供,消费促进
WLJ|县文化和旅游局|文物安全,景区安全,公共文化
WJJ|县卫生健康局|家庭医生签约,老年人体检,疫苗接种,健康档案,爱国卫生
TYJ|县退役军人事务局|优抚对象,退役军人就业,烈士纪念设施
YJJ|县应急管理局|安全生产,隐患整改,应急物资,避险转移,烟花爆竹,森林防灭火
SJJ|县审计局|审计整改,资金使用
SCJ|县市场监督管理局|食品安全,农村聚餐,电梯安全,个体工商户
TJJ|县统计局|住户调查,经济普查,人口抽样,农业产量
YBJ|县医疗保障局|参保缴费,医疗救助,门诊统筹
CLJ|县残疾人联合会|残疾人补贴,辅具适配,康复服务,残疾人就业
DSJ|县数据局|一表通运行,数据核验,电子证照
`;

export const DEPARTMENTS: readonly Department[] = LIST.trim()
  .split('\n')
  .map((line) => {
    const [code = '', name = '', subjects = ''] = line.split('|');
    return { code, name, subjects: subjects.split(',') };
  });

export function departmentName(code: string): string {
  const found = DEPARTMENTS.find((d) => d.code === code);
  if (!found) throw new Error(`no department ${code}`);
  return found.name;
}
