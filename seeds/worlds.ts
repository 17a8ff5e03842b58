/**
 * Named worlds with known answers. `generateWorld` writes canonical CSV files (the columns of metrics/facts.ts) and the
 * answers: `answers.json`, and `planted.csv` with every planted row.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { EVENT_KINDS } from '../metrics/facts.ts';
import type { WorldAnswers } from './answers.ts';
import { worldAnswers } from './answers.ts';
import { AppUsageWriter } from './app-usage.ts';
import { BackChecks } from './back-checks.ts';
import type { Behaviour } from './behaviour.ts';
import { CascadeWriter } from './cascades.ts';
import { CheckinWriter } from './checkins.ts';
import { writeDirectory } from './directory-files.ts';
import { DocumentWriter } from './documents.ts';
import type { Words } from './ledger.ts';
import { Ledger } from './ledger.ts';
import { MeetingWriter } from './meetings.ts';
import { Outcomes } from './outcomes.ts';
import type { Strengths } from './planting.ts';
import { buildBehaviours } from './planting.ts';
import { ReportWriter } from './reports.ts';
import { TaskWriter } from './tasks.ts';
import { TownshipFormWriter } from './township-forms.ts';
import { TRIAL_CHECKINS, TRIAL_REPORTS } from './trial-activities.ts';
import { buildWorld } from './world.ts';
import type { WrittenFile } from './writer.ts';
import { WorldWriter } from './writer.ts';

export interface WorldOptions {
  /** Whole number; same seed and options, same bytes. Default 20250101. */
  seed?: number;
  /** 1 to 30; default 15. */
  townships?: number;
  /** Calendar months of 2025, 1 to 12; default 12. */
  months?: number;
  /** The first of them, 1 to 12; default 1. Storms come in summer, the burning ban in October. */
  firstMonth?: number;
  /** Factor on staff and villages per township; default 1 (80 cadres each). */
  scale?: number;
  /** Multipliers on planted behaviour, 0 = leave out; ignored by honest worlds. */
  strengths?: Strengths;
  /** Called about a hundred times; `share` runs from 0 to 1. */
  onProgress?: (progress: { share: number; rows: number; day: string }) => void;
}

export interface GeneratedWorld {
  /** Files to load, directory kinds first; paths relative to the folder. Answers are not among them. */
  files: WrittenFile[];
  answers: WorldAnswers;
  /** Rows by kind. */
  rows: Record<string, number>;
}

export interface NamedWorld {
  name: string;
  title: Words;
  describe: Words;
  planted: boolean;
  /** With requirements and behaviours of its own, made to measure detectors. */
  trials?: true;
}

export const worlds: readonly NamedWorld[] = [
  {
    name: 'demo-county',
    title: { zh: '示范县(临岚县)', en: 'Demo county (Linlan)' },
    describe: {
      zh: '15个乡镇、1200名基层干部、2025全年约百万条记录;八项要求各自引出一种痕迹化做法,另有一个镇的单位习惯;其余如实',
      en: '15 townships, 1,200 cadres, about a million records of 2025; eight requirements each drive one kind of made-up trace, one township has a habit of its own; everything else is honest',
    },
    planted: true,
  },
  {
    name: 'honest-county',
    title: { zh: '如实县', en: 'Honest county' },
    describe: {
      zh: '与示范县同样的要求和同样的难处(断网、共用平板、节前高峰、模板文字),没有任何造痕行为',
      en: 'The same requirements and hardships as the demo county (outages, shared tablets, festival peaks, template texts), and nothing made up',
    },
    planted: false,
  },
  {
    name: 'trial-county',
    title: { zh: '试验县', en: 'Trial county' },
    describe: {
      zh: '示范县再加15项试验要求和19种手法:每个检测器都有已知的东西可查,用来测量查得出多少',
      en: 'The demo county with 15 more requirements and 19 more behaviours: every detector has something known to find, so that its power can be measured',
    },
    planted: true,
    trials: true,
  },
];

/** A demo county small enough for tests: 5 townships, January and February, fewer than 60,000 rows. */
export const smallDemo: WorldOptions = { townships: 5, months: 2 };

const ANSWER_FILES = new Set(['planted.csv']);

/** Writes the world into `folder` (made if missing) in bounded memory. Throws on an unknown name or an option out of range. */
export async function generateWorld(name: string, folder: string, options: WorldOptions = {}): Promise<GeneratedWorld> {
  const named = worlds.find((w) => w.name === name);
  if (!named) throw new Error(`no world ${name}; known: ${worlds.map((w) => w.name).join(', ')}`);
  const {
    seed = 20250101,
    townships = 15,
    months = 12,
    firstMonth = 1,
    scale = 1,
    strengths = {},
    onProgress,
  } = options;
  const world = buildWorld({ seed, townships, months: firstMonth + months - 1, scale, trials: named.trials ?? false });
  const days = world.days.slice(world.days.findIndex((day) => Number(day.month.slice(5)) === firstMonth));
  const writer = new WorldWriter(folder);
  try {
    writeDirectory(world, writer);
    const ledger = new Ledger(world, writer);
    const behaviours: Map<string, Behaviour[]> = named.planted ? buildBehaviours(world, strengths) : new Map();
    const outcomes = new Outcomes(world, named.planted);
    const backChecks = new BackChecks(world, writer);
    const daily = [
      new TaskWriter(world, writer, ledger, behaviours, outcomes),
      new CascadeWriter(world, writer, outcomes),
      new TownshipFormWriter(world, writer, outcomes),
      new CheckinWriter(world, writer, ledger, behaviours, backChecks).also(world.trials ? TRIAL_CHECKINS : []),
      new ReportWriter(world, writer, ledger, behaviours, backChecks).also(world.trials ? TRIAL_REPORTS : []),
      new AppUsageWriter(world, writer),
      new DocumentWriter(world, writer),
      new MeetingWriter(world, writer),
    ];
    const step = Math.max(1, Math.floor(days.length / 100));
    for (const [done, day] of days.entries()) {
      for (const part of daily) part.writeDay(day);
      if (done % step !== 0) continue;
      onProgress?.({ share: (done + 1) / days.length, rows: writer.eventRows(EVENT_KINDS), day: day.date });
      await setImmediate();
    }
    outcomes.write(writer, days, ledger);
    const answers = worldAnswers(named, world, days, ledger, [...new Set([...behaviours.values()].flat())]);
    await writeFile(join(folder, 'answers.json'), `${JSON.stringify(answers, null, 1)}\n`);
    const rows = writer.rows();
    delete rows['planted'];
    onProgress?.({ share: 1, rows: writer.eventRows(EVENT_KINDS), day: days.at(-1)?.date ?? '' });
    return { files: writer.files.filter((f) => !ANSWER_FILES.has(f.path)), answers, rows };
  } finally {
    writer.close();
  }
}
