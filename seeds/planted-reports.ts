/** Behaviour planted in reports and tasks. */
import type { Altered, Partner, ReportDraft, TaskDraft } from './behaviour.ts';
import { Behaviour } from './behaviour.ts';
import type { Day } from './calendar.ts';
import type { BehaviourSpec } from './ledger.ts';
import type { Cadre } from './people.ts';
import { gridLog } from './texts.ts';

/** A log every day, scored: a stock text, one's own or the sample from the group chat, is sent again. */
export class CopiedText extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'copied-log',
    detectors: ['text-copy-exact', 'text-copy-near'],
    sideEffects: ['speeding', 'low-variability'],
    attribution: 'requirement',
    kind: 'reports',
    requirements: ['RP-WG'],
    describe: {
      zh: '每日一篇计分日志:反复粘贴自己的或群里的范文',
      en: 'One scored log a day: a stock text, own or from the group chat, is pasted again and again',
    },
  };
  private readonly stock = new Map<string, string>();
  private readonly first = new Map<string, { partner: Partner; named: boolean }>();
  /** The stock text that the report at hand is the first to use. */
  private original: string | undefined;

  private text(key: string): string {
    let text = this.stock.get(key);
    for (let attempt = 0; text === undefined; attempt++) {
      const candidate = gridLog(this.random.split('stock', key, attempt));
      if (candidate.length >= 120) text = candidate;
    }
    this.stock.set(key, text);
    return text;
  }

  override alterReport(cadre: Cadre, day: Day, draft: ReportDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const half = day.month < '2025-07' ? 1 : 2;
    const own = this.random.chance(0.7);
    const key = own ? `cadre ${cadre.index}` : `township ${cadre.township}|${half}`;
    draft.text = this.text(key);
    const first = this.first.get(key);
    // Who sends a text for the first time has written it: an honest report, the original of the copies.
    if (!first) {
      this.original = key;
      return undefined;
    }
    const partner = first.named ? undefined : first.partner;
    first.named = true;
    draft.editSeconds = this.random.integer(38, 75);
    draft.opened = draft.submitted - draft.editSeconds - this.random.integer(2, 15);
    draft.revisions = 1;
    return { partner };
  }

  override sawReport(cadre: Cadre, day: Day, _draft: ReportDraft, externalId: string): void {
    if (this.original !== undefined)
      this.first.set(this.original, { partner: { externalId, cadre, day }, named: false });
    this.original = undefined;
  }
}

/** Four households a month, fourteen figures each: last month's household is sent as this month's other one. */
export class RepeatedRecord extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'repeated-record',
    detectors: ['record-repeat'],
    sideEffects: ['speeding', 'low-variability'],
    attribution: 'requirement',
    kind: 'reports',
    requirements: ['RP-JC'],
    describe: {
      zh: '每月走访4户、每户14项:把以前的一户原样再报一次',
      en: 'Four households a month, fourteen figures each: an earlier household is filed again unchanged',
    },
  };
  private readonly earlier = new Map<number, { values: number[]; partner: Partner; named: boolean }[]>();

  override alterReport(cadre: Cadre, day: Day, draft: ReportDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const kept = (this.earlier.get(cadre.index) ?? []).filter((k) => k.partner.day.index < day.index);
    if (kept.length === 0) return undefined;
    const source = this.random.pick(kept);
    draft.values = [...source.values];
    const partner = source.named ? undefined : source.partner;
    source.named = true;
    return { partner };
  }

  override sawReport(cadre: Cadre, day: Day, draft: ReportDraft, externalId: string): void {
    if (!this.takesPart(cadre)) return;
    const kept = this.earlier.get(cadre.index) ?? [];
    kept.push({ values: [...draft.values], partner: { externalId, cadre, day }, named: false });
    if (kept.length > 6) kept.shift();
    this.earlier.set(cadre.index, kept);
  }
}

/** Two surveys a week with 28 questions each: ticked through in half a minute. */
export class RushedSurvey extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'rushed-survey',
    detectors: ['speeding'],
    sideEffects: ['low-variability'],
    attribution: 'requirement',
    kind: 'reports',
    requirements: ['RP-MY'],
    describe: {
      zh: '每周2份、每份28题的问卷:十几秒到半分钟点完',
      en: 'Two surveys a week with 28 questions each: ticked through in half a minute or less',
    },
  };

  override alterReport(cadre: Cadre, day: Day, draft: ReportDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    draft.editSeconds = this.random.integer(11, 32);
    draft.opened = draft.submitted - draft.editSeconds - this.random.integer(1, 4);
    draft.revisions = 1;
    return {};
  }
}

/** A weekly list with a ranked closing rate, due Friday 18:00: closed in the last hour. */
export class LastHour extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'last-hour',
    detectors: ['deadline-spike'],
    sideEffects: [],
    attribution: 'requirement',
    kind: 'tasks',
    requirements: ['TK-ZQ'],
    describe: {
      zh: '周五18时前销号率排名:集中在最后一小时销号',
      en: 'Closing rate ranked on Friday 18:00: items are closed in the last hour',
    },
  };

  override alterTask(cadre: Cadre, day: Day, draft: TaskDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    draft.completed = draft.due - Math.round(this.random.exponential(1200)) - 20;
    if (draft.completed < draft.due - 3600) draft.completed = draft.due - this.random.integer(30, 3600);
    return {};
  }
}
