/**
 * Files to the server in pieces, to be loaded together. A cut of the connection, a reload of the page or a restart of the server costs one piece:
 * the server says how far it is, and sending goes on from there (docs/intake.md).
 */
import { api, apiAddress, ApiProblem, changingHeaders, problemOfAnswer } from './api.ts';
import type { BatchAnswer } from './api.ts';
import type { ChosenFile } from './dropped-files.ts';

const PIECE_BYTES = 8 * 1024 * 1024;
/** Waits between attempts while the server cannot be reached: some ten minutes together. */
const WAITS_SECONDS = [1, 2, 4, 8, 15, 30, 30, 60, 60, 60, 60, 60, 60, 60, 60];
const KEPT = 'henjian.upload.';

export interface Watch {
  /** Share of the files that is safe on the server's disk or on its way there. */
  onSent: (share: number) => void;
  /** The server cannot be reached, and is tried again. */
  onStalled: (stalled: boolean) => void;
}

export interface Upload {
  done: Promise<BatchAnswer>;
  abort: () => void;
}

type Params = Record<string, string | number | undefined>;

/** @param files their paths are what the receipts name them */
export function upload(files: readonly ChosenFile[], params: Params, watch: Watch): Upload {
  const abort = new AbortController();
  const { signal } = abort;
  const run = async (): Promise<BatchAnswer> => {
    const total = files.reduce((sum, { file }) => sum + file.size, 0);
    const ids: string[] = [];
    let before = 0;
    for (const { file, path } of files) {
      const onSent = (share: number): void => watch.onSent(total === 0 ? 1 : (before + share * file.size) / total);
      ids.push(await sendWhole(file, path, { ...watch, onSent }, signal));
      before += file.size;
    }
    const answer = await persistently(watch, signal, (attempt) =>
      // The number of the job is taken after the first attempt; the uploads' own key finds their batches.
      api.loadUploads({ ...params, uploads: ids.join(','), ...(attempt === 0 ? {} : { job: undefined }) }, signal),
    );
    for (const { file, path } of files) forget(file, path);
    return answer;
  };
  const done = run().catch((problem: unknown) => {
    throw signal.aborted ? new ApiProblem({ code: 'cancelled' }, 0) : problem;
  });
  return {
    done,
    abort: () => {
      abort.abort();
      for (const { file, path } of files) {
        const id = remembered(file, path);
        forget(file, path);
        if (id) void api.giveUpUpload(id).catch(() => undefined);
      }
    },
  };
}

async function sendWhole(file: File, name: string, watch: Watch, signal: AbortSignal): Promise<string> {
  let id = remembered(file, name);
  let at = id === undefined ? undefined : await persistently(watch, signal, () => offsetOf(id!, signal));
  if (id === undefined || at === undefined) {
    id = await persistently(watch, signal, () => announce(file, name, signal));
    at = 0;
    remember(file, name, id);
  }
  while (at < file.size) {
    const from: number = at;
    at = await persistently(watch, signal, async (attempt) => {
      const start = attempt === 0 ? from : await offsetOf(id, signal);
      if (start === undefined) throw new ApiProblem({ code: 'no-such-upload' }, 404);
      return start >= file.size ? start : sendPiece(id, file, start, watch, signal);
    });
    watch.onSent(at / file.size);
  }
  watch.onSent(1);
  return id;
}

/** Tries again while nobody answers or a proxy says that the server is away. */
async function persistently<T>(watch: Watch, signal: AbortSignal, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await work(attempt);
      watch.onStalled(false);
      return result;
    } catch (problem) {
      const away =
        problem instanceof ApiProblem && [0, 409, 502, 503, 504].includes(problem.status) && mayPass(problem);
      const wait = WAITS_SECONDS[attempt];
      if (!away || wait === undefined || signal.aborted) throw problem;
      watch.onStalled(true);
      await pause(wait * 1000, signal);
    }
  }
}

/** Of the conflicts only these pass: an earlier piece was still on its way when this one came. */
const mayPass = ({ status, code }: ApiProblem): boolean =>
  status !== 409 || code === 'wrong-offset' || code === 'upload-elsewhere';

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const now = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', now, { once: true });
    window.addEventListener('online', now, { once: true });
  });
}

async function announce(file: File, name: string, signal: AbortSignal): Promise<string> {
  const bytes = new TextEncoder().encode(name);
  const response = await reach('uploads', {
    method: 'POST',
    headers: {
      ...changingHeaders(),
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(file.size),
      'Upload-Metadata': `filename ${btoa(String.fromCharCode(...bytes))}`,
    },
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw problemOfAnswer(response.status, text);
  return (JSON.parse(text) as { id: string }).id;
}

/** undefined: the server does not know it, or no more. */
async function offsetOf(id: string, signal: AbortSignal): Promise<number | undefined> {
  const response = await reach(`uploads/${id}`, { method: 'HEAD', headers: changingHeaders(), signal });
  if (response.status === 404) return undefined;
  if (!response.ok) throw problemOfAnswer(response.status, '');
  return Number(response.headers.get('Upload-Offset'));
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(apiAddress(path), { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiProblem({ code: 'unreachable' }, 0);
  }
}

/** XMLHttpRequest, because fetch cannot say how much of a body has left. Answers where the next piece starts. */
function sendPiece(id: string, file: File, from: number, watch: Watch, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PATCH', apiAddress(`uploads/${id}`));
    const headers = {
      ...changingHeaders(),
      'Tus-Resumable': '1.0.0',
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(from),
    };
    for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => watch.onSent((from + event.loaded) / file.size);
    request.onload = () => {
      if (request.status === 204) resolve(Number(request.getResponseHeader('Upload-Offset')));
      else reject(problemOfAnswer(request.status, request.responseText));
    };
    request.onerror = () => reject(problemOfAnswer(0, ''));
    request.onabort = () => reject(new ApiProblem({ code: 'cancelled' }, 0));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file.slice(from, from + PIECE_BYTES));
  });
}

/** The same file chosen again, after a reload too, goes on where it stood. */
const keyOf = (file: File, name: string): string => `${KEPT}${name}|${file.size}|${file.lastModified}`;

function remembered(file: File, name: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(file, name)) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(file: File, name: string, id: string): void {
  try {
    localStorage.setItem(keyOf(file, name), id);
  } catch {
    // Without storage a reload starts over.
  }
}

function forget(file: File, name: string): void {
  try {
    localStorage.removeItem(keyOf(file, name));
  } catch {
    // Nothing was kept.
  }
}
