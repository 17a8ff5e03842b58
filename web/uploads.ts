/** Files on their way in. Lives outside any page, so an upload goes on while other pages are read; job ids survive a reload. */
import { reactive } from 'vue';
import { api, ApiProblem, followJob, newJobId } from './api.ts';
import type { JobEvent, Receipt } from './api.ts';
import type { ChosenFile } from './dropped-files.ts';
import { upload } from './resumable-upload.ts';

export interface UploadItem {
  job: string;
  name: string;
  bytes: number;
  /** `lost`: the page was reloaded before the whole file had left this machine. */
  state: 'waiting' | 'sending' | 'loading' | 'done' | 'failed' | 'cancelled' | 'lost';
  /** Share of the file that has left this machine. */
  sent: number;
  /** The server cannot be reached just now; sending goes on once it can. */
  stalled: boolean;
  progress: JobEvent | null;
  receipts: Receipt[];
  problem: unknown;
}

export interface UploadOptions {
  source: string;
  as: string;
  encoding: string;
  crs: string;
  mapping: string;
}

const KEPT = 'henjian.jobs';
/** After a reload: how long a job may stay silent before it is taken as broken off. */
const SILENCE_MILLISECONDS = 20_000;
const PICTURE = /\.(jpe?g|png|webp|gif|bmp|heic|heif|avif|tiff?)$/i;
/** Their ids stand in one address, which a proxy may cut at 8 kB. */
const MOST_PICTURES_TOGETHER = 100;

export const uploads = reactive<UploadItem[]>([]);
const aborts = new Map<string, () => void>();
let queue: Promise<void> = Promise.resolve();

const isUnderWay = (item: UploadItem): boolean => ['sending', 'loading'].includes(item.state);

function keep(): void {
  const running = uploads.filter(isUnderWay).map(({ job, name, bytes }) => ({ job, name, bytes }));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(running));
  } catch {
    // Without session storage a reload forgets what was under way; the list of batches still shows it.
  }
}

function kept(): { job: string; name: string; bytes: number }[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? '[]') as { job: string; name: string; bytes: number }[];
  } catch {
    return [];
  }
}

function settle(item: UploadItem, state: UploadItem['state'], onChange: () => void): void {
  item.state = state;
  aborts.delete(item.job);
  keep();
  onChange();
}

async function send(
  item: UploadItem,
  files: readonly ChosenFile[],
  { source, as, encoding, crs, mapping }: UploadOptions,
  onChange: () => void,
): Promise<void> {
  if (item.state === 'cancelled') return;
  item.state = 'sending';
  keep();
  const params = {
    job: item.job,
    source: source || undefined,
    as: as || undefined,
    encoding: encoding || undefined,
    crs: crs || undefined,
    mapping: mapping || undefined,
  };
  const sending = upload(files, params, {
    onSent: (share) => {
      item.sent = share;
      if (share >= 1 && item.state === 'sending') item.state = 'loading';
    },
    onStalled: (stalled) => (item.stalled = stalled),
  });
  aborts.set(item.job, sending.abort);
  const unfollow = followJob(
    item.job,
    (event) => (item.progress = event),
    () => undefined,
  );
  try {
    const answer = await sending.done;
    item.receipts = answer.receipts.length > 0 ? answer.receipts : [answer];
    settle(item, item.receipts.every((receipt) => receipt.state === 'cancelled') ? 'cancelled' : 'done', onChange);
  } catch (problem) {
    const cancelled = problem instanceof ApiProblem && problem.code === 'cancelled';
    item.problem = cancelled ? null : problem;
    settle(item, cancelled ? 'cancelled' : 'failed', onChange);
  } finally {
    unfollow();
  }
}

/** Each file alone, then the pictures as sets: facts say what their pictures are called, and a set is one batch. */
function deliveries(files: readonly ChosenFile[]): ChosenFile[][] {
  const pictures = files.filter(({ path }) => PICTURE.test(path));
  const alone = files.filter(({ path }) => !PICTURE.test(path)).map((file) => [file]);
  const sets = Array.from({ length: Math.ceil(pictures.length / MOST_PICTURES_TOGETHER) }, (_, i) =>
    pictures.slice(i * MOST_PICTURES_TOGETHER, (i + 1) * MOST_PICTURES_TOGETHER),
  );
  return [...alone, ...sets];
}

/** Sends one after the other: the server reads one at a time, and the first receipt comes sooner. */
export function addFiles(files: readonly ChosenFile[], options: UploadOptions, onChange: () => void): void {
  for (const together of deliveries(files)) {
    const [first] = together;
    uploads.unshift({
      job: newJobId(),
      name: together.length === 1 ? first!.path : `${first!.path} +${together.length - 1}`,
      bytes: together.reduce((sum, { file }) => sum + file.size, 0),
      state: 'waiting',
      sent: 0,
      stalled: false,
      progress: null,
      receipts: [],
      problem: null,
    });
    const item = uploads[0]!;
    queue = queue.then(() => send(item, together, options, onChange));
  }
}

export function cancelUpload(item: UploadItem): void {
  if (item.state === 'waiting') item.state = 'cancelled';
  else {
    // The server undoes what it has begun; the connection is cut only while the file itself is still leaving.
    if (item.state === 'loading' && item.progress)
      void api.cancelJob(item.job).catch((problem: unknown) => (item.problem = problem));
    else {
      aborts.get(item.job)?.();
      void api.cancelJob(item.job).catch(() => undefined);
    }
  }
}

export function forgetUpload(item: UploadItem): void {
  uploads.splice(uploads.indexOf(item), 1);
}

/** The receipt of a job that ended after a reload, found by the file's name among the newest batches. */
async function findReceipt(item: UploadItem): Promise<void> {
  const { rows } = await api.batches({ page: 1, size: 20 });
  const receipt = rows.find((row) => row.path === item.name);
  if (receipt) item.receipts = [receipt];
}

/** After a reload: listens again to jobs of this tab that were under way. */
export function resumeUploads(onChange: () => void): void {
  for (const { job, name, bytes } of kept()) {
    if (uploads.some((item) => item.job === job)) continue;
    uploads.unshift({
      job,
      name,
      bytes,
      state: 'loading',
      sent: 1,
      stalled: false,
      progress: null,
      receipts: [],
      problem: null,
    });
    const item = uploads[0]!;
    const lost = (): void => {
      stop();
      settle(item, 'lost', onChange);
    };
    const silence = setTimeout(lost, SILENCE_MILLISECONDS);
    const stop = followJob(
      job,
      (event) => {
        clearTimeout(silence);
        item.progress = event;
        if (event.state === 'done' || event.state === 'failed' || event.state === 'cancelled') {
          settle(item, event.state, onChange);
          // Without it the page still points at the list of batches.
          if (event.state === 'done') void findReceipt(item).catch(() => undefined);
        }
      },
      lost,
    );
  }
}
