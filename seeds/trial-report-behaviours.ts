/** Behaviour in the reports of the trial county: invented, rounded, padded and copied figures, and a text changed a little. */
import type { Altered, Participation, Partner, ReportDraft } from './behaviour.ts';
import { Behaviour } from './behaviour.ts';
import type { Day } from './calendar.ts';
import type { BehaviourSpec } from './ledger.ts';
import type { Cadre } from './people.ts';
import { uniformAt } from './random.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** How one report is made up. `undefined`: there was nothing to make up. */
type Invention = (values: readonly number[], random: Random, cadre: Cadre) => number[] | undefined;

/**
 * Who makes it up: anybody now and then, some people always, or whole townships; or, in some townships alone, anybody now and
 * then under every requirement named: the office’s own way with figures.
 */
type Habit = 'now-and-then' | 'of-a-person' | 'of-a-township' | { office: number };

/** Of so many townships one has each of the office habits. What many do is no habit of an office. */
const OFFICE_HABITS = 8;
const ESTIMATED = ['RP-S1', 'RP-S2', 'RP-S5'];

export interface FigureTrial {
  id: string;
  requirements: readonly string[];
  detector: string;
  sideEffects: readonly string[];
  habit: Habit;
  rate: number;
  invent: Invention;
  zh: string;
  en: string;
}

const trial = (
  id: string,
  requirement: string | readonly string[],
  detector: string,
  [habit, rate]: [Habit, number],
  invent: Invention,
  zh: string,
  en: string,
  sideEffects: readonly string[] = [],
): FigureTrial => ({ id, requirements: [requirement].flat(), detector, sideEffects, habit, rate, invent, zh, en });

/** The middle of what is honestly reported, of the requirement whose figures are of that size. */
const usual = (n: number): number => (n >= 1000 ? 2600 : n >= 155 ? 400 : 60);

export const FIGURE_TRIALS: readonly FigureTrial[] = [
  trial('invented-figures', ESTIMATED, 'last-digit', [{ office: 0 }, 0.55],
    ([n = 0], r) => [10 * Math.max(1, Math.floor(n / 10)) + (r.chance(0.7) ? r.pick([3, 7]) : r.below(10))],
    '某些镇的数字凭空编写,末位爱写3和7', 'In some townships figures are made up; 3 and 7 are liked as last digits', ['heaping', 'variance-inlier']),
  trial('rounded-figures', ESTIMATED, 'heaping', [{ office: 4 }, 0.55],
    ([n = 0]) => [Math.max(10, 10 * Math.round(n / 10))],
    '某些镇的数字估一个整数', 'In some townships figures are estimated and rounded to tens', ['last-digit', 'variance-inlier']),
  trial('usual-figures', ESTIMATED, 'variance-inlier', [{ office: 5 }, 0.6],
    ([n = 0], r) => [Math.round(usual(n) * r.between(0.96, 1.04))],
    '某些镇不去核实,填一个“差不多”的数', 'In some townships a figure near the usual one is entered without asking', ['last-digit', 'heaping']),
  trial('padded-figures', 'RP-S3', 'outlier', ['now-and-then', 0.22],
    ([n = 0], r) => [Math.round(n * r.between(4, 9))],
    '清运重量成倍虚报', 'Figures are padded to a multiple', ['last-digit', 'heaping']),
  trial('lifted-figures', 'RP-S4', 'target-bunching', ['now-and-then', 0.6],
    ([n = 0], r) => (n < 90 && n >= 81 ? [90 + r.below(3)] : undefined),
    '差一点到90%的入户率改到90%', 'Rates just below the target of 90 are lifted to it', ['last-digit', 'heaping', 'variance-inlier']),
  trial('unfitting-totals', 'RP-S6', 'inconsistent-total', ['now-and-then', 0.3],
    ([men = 0, women = 0, total = 0], r) => [men, women, total + r.integer(3, 15)],
    '合计数直接写大,分项没有跟着改', 'The total is written higher, the parts are not'),
  trial('same-ticks', 'RP-S7', 'low-variability', ['of-a-person', 0.45],
    (values, r, cadre) => values.map((_, i) => (r.chance(0.96) ? 1 + ((cadre.index + i) % 5) : 1 + r.below(5))),
    '每天照样勾选同一组', 'The same boxes are ticked every day', ['record-repeat', 'last-digit', 'heaping']),
  trial('no-problem-ever', 'RP-S8', 'too-complete', ['of-a-township', 0.7],
    ([places = 0]) => [places, 0],
    '怕扣分,全镇从不上报隐患', 'For fear of lost points a township never reports a danger', ['last-digit', 'heaping']),
  trial('untrue-visits', 'RP-S9', 'backcheck-discrepancy', ['now-and-then', 0.65],
    (values) => [...values],
    '没有走访却登记走访,数字与真的无异,只有回访能查出', 'Visits that never were, with figures like true ones: only a back-check finds them'),
]; // prettier-ignore

export class FigureBehaviour extends Behaviour {
  readonly spec: BehaviourSpec;

  constructor(
    world: World,
    private readonly trial: FigureTrial,
    participation: Participation,
    strength: number,
  ) {
    super(world, trial.id, participation, strength);
    const { id, detector, sideEffects, requirements, habit, zh, en } = trial;
    this.spec = {
      id,
      detectors: [detector],
      sideEffects,
      attribution: typeof habit === 'object' ? 'unit' : 'requirement',
      kind: 'reports',
      requirements,
      describe: { zh, en },
    };
  }

  override alterReport(cadre: Cadre, day: Day, draft: ReportDraft): Altered | undefined {
    if (!this.active(cadre, day) || !this.chosen(cadre)) return undefined;
    const values = this.trial.invent(draft.values, this.random, cadre);
    if (!values) return undefined;
    draft.values = values;
    return {};
  }

  private chosen(cadre: Cadre): boolean {
    const { habit } = this.trial;
    if (typeof habit === 'object' && cadre.township % OFFICE_HABITS !== habit.office) return false;
    if (habit === 'of-a-person') return uniformAt(this.salt + 1, cadre.index, 0) < this.rate;
    if (habit === 'of-a-township') return uniformAt(this.salt + 1, cadre.township, 0) < this.rate;
    return this.random.chance(this.rate);
  }
}

const TYPED = [...'的一是在不了有和人这中大为上个国我以要他'];

/** A weekly diary of the village: last week's is sent with a few characters changed. */
export class RewordedText extends Behaviour {
  readonly spec: BehaviourSpec = {
    id: 'reworded-text',
    detectors: ['text-copy-near'],
    sideEffects: [],
    attribution: 'requirement',
    kind: 'reports',
    requirements: ['RP-CW'],
    describe: {
      zh: '村务周记把上一篇改几个字再交',
      en: 'The weekly diary is the last one with a few characters changed',
    },
  };
  private readonly earlier = new Map<number, { text: string; partner: Partner; named: boolean }>();

  override alterReport(cadre: Cadre, day: Day, draft: ReportDraft): Altered | undefined {
    const kept = this.earlier.get(cadre.index);
    if (!kept || kept.partner.day.index >= day.index) return undefined;
    if (!this.active(cadre, day) || !this.random.chance(this.rate)) return undefined;
    const characters = [...kept.text];
    for (let edits = this.random.integer(1, 3); edits > 0; edits--)
      characters[this.random.below(characters.length)] = this.random.pick(TYPED);
    draft.text = characters.join('');
    const partner = kept.named ? undefined : kept.partner;
    kept.named = true;
    return { partner };
  }

  override sawReport(cadre: Cadre, day: Day, draft: ReportDraft, externalId: string): void {
    if (this.takesPart(cadre))
      this.earlier.set(cadre.index, { text: draft.text, partner: { externalId, cadre, day }, named: false });
  }
}
