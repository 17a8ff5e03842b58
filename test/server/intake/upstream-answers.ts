/**
 * Answers of office platforms as their documents list the fields: the contract our readers keep. Instances are invented; the
 * names of fields, units and types are the vendors' own.
 */
const wecomContent = (control: string, title: string, value: Record<string, unknown>) => ({
  control,
  id: `${control}-1`,
  title: [
    { text: `${title} en`, lang: 'en' },
    { text: title, lang: 'zh_CN' },
  ],
  value: { tips: [], members: [], departments: [], files: [], children: [], stat_field: [], sum_field: [], ...value },
});

export const WECOM_JOURNAL_INFO = {
  journal_uuid: '41eJ',
  template_name: '日报',
  report_time: 1606365591,
  submitter: { userid: 'user1' },
  receivers: [{ userid: 'l1' }, { userid: 'l2' }],
  readed_receivers: [{ userid: 'l1' }],
  apply_data: {
    contents: [
      wecomContent('Text', '走访情况', { text: '走访5户' }),
      wecomContent('Number', '户数', { new_number: '5' }),
      wecomContent('Money', '金额', { new_money: '12.50' }),
      wecomContent('Date', '日期', { date: { type: 'day', s_timestamp: '1606320000' } }),
      wecomContent('DateRange', '起止', { date_range: { new_begin: 1606320000, new_end: 1606406400 } }),
      wecomContent('Selector', '类型', {
        selector: { options: [{ key: 'o1', value: [{ text: '入户', lang: 'zh_CN' }] }] },
      }),
      wecomContent('Contact', '陪同', { members: [{ userid: 'u2', name: '李四' }] }),
      wecomContent('Location', '地点', {
        location: { title: '村委会', address: '四望山村', latitude: '29.03', longitude: '105.85' },
      }),
      wecomContent('File', '照片', { files: [{ file_id: 'f1' }, { file_id: 'f2' }] }),
      wecomContent('Table', '明细', {
        children: [
          { list: [wecomContent('Text', '户主', { text: '王五' })] },
          { list: [wecomContent('Text', '户主', { text: '赵六' })] },
        ],
      }),
    ],
  },
  comments: [{ commentid: '1', comment_userinfo: { userid: 'l1' }, content: '收到', comment_time: 1606365615 }],
};

export const WECOM_STAT = {
  template_id: '3TmA',
  template_name: '日报',
  report_range: { user_list: [], party_list: [], tag_list: [] },
  cycle_begin_time: 1759161600,
  cycle_end_time: 1759247999,
  stat_begin_time: 1759161600,
  stat_end_time: 1759255199,
  report_list: [
    {
      user: { userid: 'u1' },
      itemlist: [
        { journaluuid: 'j1', reporttime: 1759230000, flag: 0 },
        { journaluuid: 'j2', reporttime: 1759233600, flag: 0 },
      ],
    },
  ],
  unreport_list: [{ user: { userid: 'u2' } }],
  report_type: 1,
};

export const wecomApproval = (more: Record<string, unknown> = {}) => ({
  sp_no: '201909270002',
  sp_name: '用车申请',
  sp_status: 3,
  template_id: 'Bs5KJ2NT4ncf4ZygaE8MB3779yUW8nsMaJd3mmE9v',
  apply_time: 1569584428,
  applyer: { userid: 'WuJunJie', partyid: '2' },
  sp_record: [
    {
      sp_status: 3,
      approverattr: 1,
      details: [{ approver: { userid: 'l1' }, speech: '', sp_status: 3, sptime: 1569590000, media_id: [] }],
    },
  ],
  notifyer: [{ userid: 'l2' }],
  apply_data: { contents: [wecomContent('Textarea', '事由', { text: '下乡走访' })] },
  comments: [],
  ...more,
});

export const WECOM_MAKE_UP_INFO = wecomApproval({
  sp_no: '201909270003',
  sp_name: '打卡补卡',
  sp_status: 2,
  sp_record: [],
  apply_data: {
    contents: [
      wecomContent('PunchCorrection', '补卡时间', {
        punch_correction: { state: '缺卡', time: 1569546000, version: 1, daymonthyear: 1569513600 },
      }),
      wecomContent('Textarea', '补卡事由', { text: '忘记打卡' }),
    ],
  },
});

export const WECOM_DAY = {
  base_info: {
    date: 1599062400,
    record_type: 1,
    name: '张三',
    name_ex: 'Three Zhang',
    departs_name: '有家企业/部门A4',
    acctid: 'ZhangSan',
    day_type: 0,
    rule_info: {
      groupid: 10,
      groupname: '规则测试',
      scheduleid: 0,
      schedulename: '',
      checkintime: [{ work_sec: 38760, off_work_sec: 38880 }],
    },
  },
  summary_info: {
    checkin_count: 2,
    regular_work_sec: 31,
    standard_work_sec: 120,
    earliest_time: 38827,
    lastest_time: 38858,
  },
  exception_infos: [{ count: 1, duration: 60, exception: 1 }],
  sp_items: [{ count: 1, duration: 360, time_type: 0, type: 1, vacation_id: 2, name: '年假' }],
  ot_info: { ot_status: 1, ot_duration: 3600, exception_duration: [] },
  holiday_infos: [],
};

export const DINGTALK_FORM_INSTANCE = {
  form_instance_id: 'FINST-1',
  create_time: 1759219200000,
  modify_time: 1759222800000,
  submitter_userid: 'u01',
  submitter_user_name: '张三',
  forms: [
    { key: 'k1', label: '走访户数', value: '5' },
    { key: 'k2', label: '发现问题', value: '路灯损坏' },
    { key: 'k3', label: '空', value: '' },
  ],
};

export const DINGTALK_FORM = {
  form_code: 'PROC-1',
  name: '网格日报',
  creator: 'manager1',
  memo: '每日填报',
  setting: {
    biz_type: 0,
    create_time: 1759161600000,
    end_time: 1767196799000,
    loop_days: [1, 2, 3, 4, 5, 6, 7],
    loop_time: '17:00',
    should_participation_cnt: 30,
    stop: false,
    form_type: 1,
  },
};

export const DINGTALK_CARD = {
  taskId: 'task1',
  subject: '核查台账',
  dueTime: 1759219200000,
  isDone: true,
  priority: 30,
  createdTime: 1759132800000,
  modifiedTime: 1759200000000,
  creatorId: 'boss',
  sourceId: 's1',
};

export const DINGTALK_INSTANCE = {
  title: '张三提交的用车申请',
  business_id: '202509300001',
  biz_action: 'NONE',
  originator_userid: 'u01',
  originator_dept_id: '1',
  originator_dept_name: '四望山村',
  status: 'COMPLETED',
  result: 'refuse',
  create_time: '2025-09-30 08:00:00',
  finish_time: '2025-09-30 18:00:00',
  cc_userids: [],
  form_component_values: [
    { id: 'T1', component_type: 'TextareaField', name: '事由', value: '下乡走访' },
    { id: 'N1', component_type: 'NumberField', name: '人数', value: '3' },
    { id: 'P1', component_type: 'DDPhotoField', name: '照片', value: '["a.jpg","b.jpg"]' },
    { id: 'E1', component_type: 'TextField', name: '空', value: 'null' },
  ],
  operation_records: [
    { userid: 'u01', date: '2025-09-30 08:00:00', operation_type: 'START_PROCESS_INSTANCE', operation_result: 'NONE' },
    {
      userid: 'l1',
      date: '2025-09-30 17:00:00',
      operation_type: 'EXECUTE_TASK_NORMAL',
      operation_result: 'REFUSE',
      remark: '',
    },
  ],
  tasks: [{ taskid: '1', userid: 'l1', task_status: 'COMPLETED', task_result: 'REFUSE' }],
};
