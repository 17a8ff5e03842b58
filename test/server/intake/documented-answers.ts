/** Answers as the vendors' documents print them, field for field; a line says what is known of their counts. */
import { wecomApproval } from './upstream-answers.ts';

export type FormatFile = readonly [format: string, name: string, content: string, kind: string, rows: number];

const errcode = (more: Record<string, unknown>): string => JSON.stringify({ errcode: 0, errmsg: 'ok', ...more });

/** developer.work.weixin.qq.com 96497; the second has a place, in whole millionths. */
const WECOM_CHECKIN = [
  {
    userid: 'james',
    groupname: '打卡一组',
    checkin_type: '上班打卡',
    exception_type: '地点异常',
    checkin_time: 1492617610,
    location_title: '依澜府',
    location_detail: '四川省成都市武侯区益州大道中段784号附近',
    wifiname: '办公一区',
    notes: '路上堵车',
    wifimac: '3c:46:d8:0c:7a:70',
    mediaids: ['WWCISP_G8PYgRaOVHjXWUWFqchpBqqqUpGj0OyR9z6WTwhnMZGCPHxyviVstiv_2fTG8YOJq8L8zJT2T2OvTebANV-2MQ'],
    sch_checkin_time: 1492617610,
    groupid: 1,
    schedule_id: 0,
    timeline_id: 2,
  },
  {
    userid: 'paul',
    groupname: '打卡二组',
    checkin_type: '外出打卡',
    exception_type: '时间异常',
    checkin_time: 1492617620,
    lat: 30547645,
    lng: 104063236,
    deviceid: 'E5FA89F6-3926-4972-BE4F-4A7ACF4701E2',
    mediaids: [],
  },
];

const DINGTALK_RECORD = {
  id: 43047156750,
  bizId: 'E171DCCE',
  corpId: 'dinge8a',
  userId: 'manager4220',
  groupId: 685935028,
  planId: 144872188720,
  classId: 677995086,
  approveId: 2376620852,
  procInstId: '59f77e82',
  workDate: 1599408000000,
  baseCheckTime: 1599442200000,
  planCheckTime: 1599442200000,
  userCheckTime: 1599441505000,
  checkType: 'OnDuty',
  timeResult: 'Normal',
  locationResult: 'Outside',
  isLegal: 'N',
  sourceType: 'USER',
  locationMethod: 'MAP',
  userLatitude: 30.285413,
  userLongitude: 120.017139,
  userAccuracy: 65,
  userAddress: '浙江省杭州市',
  userSsid: '',
  userMacAddr: '',
  baseLatitude: '',
  baseLongitude: '',
  deviceId: '67da0f',
  deviceSN: '',
  outsideRemark: '拜访客户',
  gmtCreate: 1599441505000,
  gmtModified: 1599454972000,
  invalidRecordType: 'Other',
  invalidRecordMsg: '需要二次确认',
};

const DINGTALK_SIGN_IN = {
  userId: 'u01',
  name: '张三',
  avatar: '',
  timestamp: 1759192200000,
  place: '朱沱镇',
  detailPlace: '重庆市永川区朱沱镇四望山村',
  remark: '入户走访',
  latitude: '29.0301',
  longitude: '105.8502',
  imageList: ['https://static.dingtalk.com/media/a.jpg'],
};

const DINGTALK_LOG = {
  report_id: '1841e0',
  template_name: '网格日志',
  creator_id: 'u01',
  creator_name: '张三',
  dept_name: '四望山村',
  create_time: 1759219200000,
  modified_time: 1759219200000,
  remark: '',
  images: ['https://static.dingtalk.com/media/b.jpg'],
  contents: [
    { sort: '0', type: '1', key: '今日走访户数', value: '5' },
    { sort: '1', type: '1', key: '发现问题', value: '无' },
  ],
};

const LARK_FLOW = {
  user_id: 'abd754f7',
  creator_id: 'abd754f7',
  location_name: '西溪八方城',
  check_time: '1759192200',
  comment: '上班打卡',
  record_id: '6709359313699350099',
  longitude: 105.8502,
  latitude: 29.0301,
  ssid: '',
  bssid: '',
  is_field: true,
  is_wifi: false,
  type: 0,
  photo_urls: ['https://example.invalid/a.jpg'],
  device_id: '99e0609ee053448596502691a81428654d7ded64c7bd85acd982d26b3636c37d',
  check_result: 'Normal',
  external_id: '',
  idempotent_id: '',
  create_time: '1759192201',
};

export const DOCUMENTED: readonly FormatFile[] = [
  ['wecom-checkin', 'a.json', errcode({ checkindata: WECOM_CHECKIN }), 'checkins', 2],
  ['dingtalk-attendance', 'a.json', errcode({ recordresult: [DINGTALK_RECORD] }), 'checkins', 1],
  [
    'dingtalk-attendance',
    'list.json',
    errcode({
      hasMore: false,
      recordresult: [
        {
          id: 5,
          recordId: 6,
          workDate: 1599408000000,
          userId: 'u',
          groupId: 1,
          planId: 2,
          checkType: 'OffDuty',
          timeResult: 'NotSigned',
          locationResult: 'NotSigned',
          baseCheckTime: 1599472800000,
          userCheckTime: 1599472800000,
          sourceType: 'SYSTEM',
        },
      ],
    }),
    'checkins',
    1,
  ],
  [
    'dingtalk-attendance-event',
    'a.json',
    JSON.stringify({
      eventType: 'attendance_check_record',
      data: { dataList: [{ userId: 'u2', checkTime: 1599441505000, bizId: 'b2', groupId: 1, locationMethod: 'MAP' }] },
    }),
    'checkins',
    1,
  ],
  ['dingtalk-checkin', 'a.json', errcode({ data: [DINGTALK_SIGN_IN] }), 'checkins', 1],
  [
    'dingtalk-checkin-topapi',
    'a.json',
    errcode({
      result: {
        next_cursor: 0,
        page_list: [
          {
            userid: 'u03',
            checkin_time: 1759192300000,
            place: '朱沱镇',
            detail_place: '四望山村',
            remark: '',
            latitude: '',
            longitude: '',
            image_list: [],
            visit_user: '王五',
          },
        ],
      },
    }),
    'checkins',
    1,
  ],
  [
    'dingtalk-report',
    'a.json',
    errcode({ result: { has_more: false, next_cursor: 0, size: 1, data_list: [DINGTALK_LOG] } }),
    'reports',
    1,
  ],
  [
    'dingtalk-workrecord',
    'a.json',
    errcode({
      userid: 'u01',
      records: {
        has_more: false,
        list: [
          {
            record_id: 'r1',
            create_time: 1759192200000,
            title: '核查台账',
            url: 'https://example.invalid',
            forms: [{ title: '期限', content: '今日' }],
          },
        ],
      },
    }),
    'tasks',
    1,
  ],
  [
    'dingtalk-approval',
    'v1.json',
    JSON.stringify({
      result: {
        title: '李四提交的用车申请',
        businessId: '202509300077',
        originatorUserId: 'u04',
        status: 'RUNNING',
        result: '',
        createTime: '2025-09-30T08:00Z',
        formComponentValues: [{ id: 'T1', componentType: 'TextareaField', name: '事由', value: '下乡走访' }],
        operationRecords: [],
        tasks: [],
      },
    }),
    'reports',
    1,
  ],
  [
    'lark-user-flows',
    'a.json',
    JSON.stringify({ code: 0, msg: 'success', data: { user_flow_results: [LARK_FLOW] } }),
    'checkins',
    1,
  ],
  [
    'lark-user-flow',
    'a.json',
    JSON.stringify({ code: 0, msg: 'success', data: { ...LARK_FLOW, record_id: '6709359313699350098' } }),
    'checkins',
    1,
  ],
  [
    'lark-task',
    'list.json',
    JSON.stringify({
      code: 0,
      msg: 'success',
      data: {
        items: [
          {
            guid: 'g-list',
            summary: '核查台账',
            creator: { id: 'ou_boss', type: 'user', role: 'creator' },
            members: [{ id: 'ou_7', type: 'user', role: 'assignee' }],
            due: { timestamp: '1759219200000', is_all_day: true },
            completed_at: '0',
            created_at: '1759132800000',
            updated_at: '1759132800000',
          },
        ],
        page_token: '',
        has_more: false,
      },
    }),
    'tasks',
    1,
  ],
  [
    'dhis2-completed',
    'a.json',
    JSON.stringify({
      completeDataSetRegistrations: [
        {
          period: '202509',
          dataSet: 'pBOMPrpg1QX',
          organisationUnit: 'DiszpKrYNg8',
          attributeOptionCombo: 'HllvX50cXC0',
          date: '2025-10-02',
          storedBy: 'zhangsan',
          completed: true,
        },
      ],
    }),
    'tasks',
    1,
  ],
  // As `getapprovaldetail` answers when it is asked for one.
  ['wecom-approval', 'one.json', errcode({ info: wecomApproval({ sp_no: 'one' }) }), 'reports', 1],
];
