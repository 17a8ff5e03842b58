/**
 * The part of the vendors' servers that answers with lists of ids first and one document each afterwards, and the attendance
 * results of Lark. Requests beyond a documented limit are told to `limit`.
 */
type Json = Record<string, unknown>;

export interface Filed {
  id: string;
  user: string;
  /** Seconds. */
  at: number;
  /** WeCom approvals: makes up a punch. */
  makeUp?: boolean;
}

/** Notes what lies beyond a documented limit. */
export type NoteLimit = (what: string, value: number, most: number) => void;

/** Smaller than what may be asked for, as a vendor is free to answer: every list takes several pages. */
const PAGE = 3;
const DAY = 86_400;

const title = (text: string): Json[] => [{ text, lang: 'zh_CN' }];
const unknown = { errcode: 301025, errmsg: 'no such document' };

export class VendorDocuments {
  filed: Filed[] = [];
  /** Lark: members that are gone, and those the application may not see. */
  gone: string[] = [];
  hidden: string[] = [];
  private readonly limit: NoteLimit;

  constructor(limit: NoteLimit) {
    this.limit = limit;
  }

  /** @returns undefined for other paths */
  data(path: string, query: Record<string, string>, body: Json): Json | undefined {
    switch (path) {
      case '/cgi-bin/oa/journal/get_record_list':
        return this.wecomJournals(body);
      case '/cgi-bin/oa/journal/get_record_detail':
        return this.wecomJournal(String(body['journaluuid']));
      case '/cgi-bin/oa/getapprovalinfo':
        return this.wecomApprovals(body);
      case '/cgi-bin/oa/getapprovaldetail':
        return this.wecomApproval(String(body['sp_no']));
      case '/cgi-bin/hardware/get_hardware_checkin_data':
        return this.wecomMachines(body);
      case '/cgi-bin/checkin/getcheckin_daydata':
        return this.wecomDays(body);
      case '/topapi/processinstance/listids':
        return this.dingtalkApprovals(body);
      case '/topapi/processinstance/get':
        return this.dingtalkApproval(String(body['process_instance_id']));
      case '/open-apis/attendance/v1/user_tasks/query':
        return this.larkShifts(body, query);
      case '/open-apis/approval/v4/instances':
        return this.larkApprovals(query);
    }
    const instance = /^\/open-apis\/approval\/v4\/instances\/(.+)$/.exec(path)?.[1];
    return instance === undefined ? undefined : this.larkApproval(decodeURIComponent(instance));
  }

  private within(from: number, to: number): Filed[] {
    return this.filed.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
  }

  private wecomJournals({ starttime, endtime, cursor, limit }: Json): Json {
    this.limit('get_record_list limit', Number(limit), 100);
    this.limit('get_record_list span', Number(endtime) - Number(starttime), 31 * DAY);
    const all = this.within(Number(starttime), Number(endtime));
    const at = Number(cursor ?? 0);
    const next = Math.min(at + PAGE, all.length);
    return {
      errcode: 0,
      errmsg: 'ok',
      journaluuid_list: all.slice(at, next).map(({ id }) => id),
      next_cursor: next,
      endflag: next < all.length ? 0 : 1,
    };
  }

  private wecomJournal(uuid: string): Json {
    const found = this.filed.find(({ id }) => id === uuid);
    if (!found) return unknown;
    const info = {
      journal_uuid: uuid,
      template_name: '日报',
      report_time: found.at,
      submitter: { userid: found.user },
      receivers: [{ userid: 'l1' }],
      readed_receivers: [],
      apply_data: {
        contents: [{ control: 'Text', id: 'Text-1', title: title('走访情况'), value: { text: '走访5户' } }],
      },
      comments: [],
    };
    return { errcode: 0, errmsg: 'ok', info };
  }

  private wecomApprovals({ starttime, endtime, new_cursor, size }: Json): Json {
    this.limit('getapprovalinfo size', Number(size), 100);
    this.limit('getapprovalinfo span', Number(endtime) - Number(starttime), 31 * DAY);
    const all = this.within(Number(starttime), Number(endtime));
    const at = Number(String(new_cursor) || 0);
    const next = at + PAGE;
    return {
      errcode: 0,
      errmsg: 'ok',
      sp_no_list: all.slice(at, next).map(({ id }) => id),
      ...(next < all.length ? { new_next_cursor: String(next) } : {}),
    };
  }

  private wecomApproval(number: string): Json {
    const found = this.filed.find(({ id }) => id === number);
    if (!found) return unknown;
    const contents = [
      { control: 'Textarea', id: 'Textarea-1', title: title('事由'), value: { text: '下乡走访' } },
      ...(found.makeUp
        ? [
            {
              control: 'PunchCorrection',
              id: 'PunchCorrection-1',
              title: title('补卡时间'),
              value: { punch_correction: { state: '缺卡', time: found.at - 3_600, version: 1 } },
            },
          ]
        : []),
    ];
    const info = {
      sp_no: number,
      sp_name: found.makeUp ? '打卡补卡' : '用车申请',
      sp_status: 2,
      template_id: found.makeUp ? 'T-makeup' : 'T-car',
      apply_time: found.at,
      applyer: { userid: found.user, partyid: '2' },
      sp_record: [],
      notifyer: [],
      apply_data: { contents },
      comments: [],
    };
    return { errcode: 0, errmsg: 'ok', info };
  }

  private wecomMachines({ filter_type, starttime, endtime, useridlist }: Json): Json {
    const users = useridlist as string[];
    this.limit('get_hardware_checkin_data users', users.length, 100);
    this.limit('get_hardware_checkin_data span', Number(endtime) - Number(starttime), 31 * DAY);
    if (filter_type !== 1 && filter_type !== 2) this.limit('filter_type', 1, 0);
    const checkindata = this.within(Number(starttime), Number(endtime))
      .filter(({ user }) => users.includes(user))
      .map(({ user, at }) => ({ userid: user, checkin_time: at, device_sn: 'SN1', device_name: '一楼' }));
    return { errcode: 0, errmsg: 'ok', checkindata };
  }

  /** Both ends are midnights in China and belong to what is asked for. */
  private wecomDays({ starttime, endtime, useridlist }: Json): Json {
    const users = useridlist as string[];
    this.limit('getcheckin_daydata users', users.length, 100);
    this.limit('getcheckin_daydata span', Number(endtime) - Number(starttime), 30 * DAY);
    for (const at of [starttime, endtime]) this.limit('seconds after midnight', (Number(at) + 8 * 3_600) % DAY, 0);
    const datas = [];
    for (let date = Number(starttime); date <= Number(endtime); date += DAY)
      for (const acctid of users)
        datas.push({
          base_info: { date, record_type: 1, acctid, day_type: 0, rule_info: { groupid: 10, groupname: '规则测试' } },
          // What is not over is not what it will be.
          summary_info: { checkin_count: date + DAY > Date.now() / 1000 ? 1 : 2, earliest_time: 38_827 },
        });
    return { errcode: 0, errmsg: 'ok', datas };
  }

  private dingtalkApprovals({ process_code, start_time, end_time, size, cursor }: Json): Json {
    this.limit('listids size', Number(size), 20);
    if (process_code !== 'PROC-1') return { errcode: 400002, errmsg: 'process code not found' };
    const all = this.within(Number(start_time) / 1000, Number(end_time) / 1000);
    const at = Number(cursor);
    const next = at + PAGE;
    return {
      errcode: 0,
      errmsg: 'ok',
      result: {
        list: all.slice(at, next).map(({ id }) => id),
        ...(next < all.length ? { next_cursor: next } : {}),
      },
    };
  }

  private dingtalkApproval(id: string): Json {
    const found = this.filed.find((one) => one.id === id);
    if (!found) return { errcode: 400003, errmsg: 'no such instance' };
    const local = new Date((found.at + 8 * 3_600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const process_instance = {
      title: '张三提交的用车申请',
      business_id: id,
      biz_action: 'NONE',
      originator_userid: found.user,
      status: 'RUNNING',
      result: '',
      create_time: local,
      cc_userids: [],
      form_component_values: [{ id: 'T1', component_type: 'TextareaField', name: '事由', value: '下乡走访' }],
      operation_records: [],
      tasks: [],
    };
    return { errcode: 0, errmsg: 'ok', process_instance };
  }

  /** One shift a person and day, with the punch in and none out. */
  private larkShifts(
    { user_ids, check_date_from, check_date_to }: Json,
    { employee_type }: Record<string, string>,
  ): Json {
    const users = user_ids as string[];
    this.limit('user_tasks users', users.length, 50);
    if (employee_type !== 'employee_id' && employee_type !== 'employee_no') this.limit('employee_type', 1, 0);
    const day = (at: number): number =>
      Number(new Date((at + 8 * 3_600) * 1000).toISOString().slice(0, 10).replaceAll('-', ''));
    const user_task_results = this.filed
      .filter(
        ({ user, at }) =>
          users.includes(user) && day(at) >= Number(check_date_from) && day(at) <= Number(check_date_to),
      )
      .map(({ id, user, at }) => ({
        result_id: id,
        user_id: user,
        day: day(at),
        group_id: '6737202939523236110',
        shift_id: '6753520403404030215',
        records: [
          {
            check_in_record_id: `in-${id}`,
            check_in_record: { user_id: user, check_time: String(at), record_id: `in-${id}`, check_result: 'Normal' },
            check_out_record_id: '',
            check_out_record: {},
            check_in_result: 'Normal',
            check_out_result: 'Lack',
            check_in_result_supplement: 'None',
            check_out_result_supplement: 'None',
            check_in_shift_time: String(at),
            check_out_shift_time: String(at + 8 * 3_600),
          },
        ],
      }));
    const some = (known: readonly string[]): string[] => known.filter((id) => users.includes(id));
    const data = {
      user_task_results: user_task_results.filter(({ user_id }) => !this.hidden.includes(user_id)),
      invalid_user_ids: some(this.gone),
      unauthorized_user_ids: some(this.hidden),
    };
    return { code: 0, msg: 'success', data };
  }

  private larkApprovals({ approval_code, start_time, end_time, page_size, page_token }: Record<string, string>): Json {
    this.limit('instances page_size', Number(page_size), 100);
    if (approval_code !== '7C468A54') return { code: 1390002, msg: 'approval code not found' };
    const all = this.within(Number(start_time) / 1000, Number(end_time) / 1000);
    const at = Number(page_token ?? 0);
    const next = at + PAGE;
    const more = next < all.length;
    return {
      code: 0,
      msg: 'success',
      data: {
        instance_code_list: all.slice(at, next).map(({ id }) => id),
        page_token: more ? String(next) : '',
        has_more: more,
      },
    };
  }

  private larkApproval(code: string): Json {
    const found = this.filed.find(({ id }) => id === code);
    if (!found) return { code: 1390003, msg: 'instance code not found' };
    const data = {
      approval_code: '7C468A54',
      approval_name: '走访报销',
      instance_code: code,
      serial_number: `S${code}`,
      user_id: found.user,
      open_id: `ou_${found.user}`,
      department_id: 'od-8ec',
      start_time: String(found.at * 1000),
      end_time: '0',
      status: 'PENDING',
      form: JSON.stringify([{ id: 'w1', name: '事由', type: 'textarea', value: '入户走访' }]),
      task_list: [],
      comment_list: [],
      timeline: [{ type: 'START', create_time: String(found.at * 1000), user_id: found.user }],
      uuid: `u-${code}`,
    };
    return { code: 0, msg: 'success', data };
  }
}
