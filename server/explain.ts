import { EnvironmentError } from './environment.ts';
import { DataFolderBusy } from './facts/data-folder-owner.ts';
import { BrokenParts } from './facts/engine-errors.ts';
import { Refusal } from './http/problem.ts';
import type { Lang } from './http/request-context.ts';

/** An error as the operator at the console reads it: a sentence where the cause is known, the stack where it is not. */
export function explain(error: unknown, lang?: Lang): string {
  const say = (zh: string, en: string): string => (lang ? { zh, en }[lang] : `${zh}\n${en}`);
  if (error instanceof EnvironmentError || error instanceof Refusal) {
    const details =
      error instanceof Refusal ? (error.errors ?? []).map((e) => `\n  ${e.path}: ${e.message}`).join('') : '';
    return say(error.words.zh, error.words.en) + details;
  }
  if (error instanceof DataFolderBusy) {
    const { pid, purpose, since } = error.owner;
    return say(
      `数据目录 ${error.folder} 正被进程 ${pid} 使用(henjian ${purpose},自 ${since})。请先停止它,或用 --data 指定其他目录。`,
      `The data folder ${error.folder} is in use by process ${pid} (henjian ${purpose}, since ${since}). Stop it first, or name another folder with --data.`,
    );
  }
  if (error instanceof BrokenParts) {
    const parts = error.parts.map(({ table, part, reason }) => `${table} ${part} (${reason})`).join(', ');
    return say(
      `磁盘上的数据已损坏:${parts}。这些表缺少行,请恢复备份,或重新导入原文件。`,
      `Data on disk is damaged: ${parts}. Rows are missing from these tables; restore a backup or load the files again.`,
    );
  }
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return say(`端口已被占用,请设置 PORT。(${message})`, `The port is taken; set PORT. (${message})`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return say(`没有权限:${message}`, `No permission: ${message}`);
  if (code === 'ENOSPC') return say(`磁盘空间不足:${message}`, `The disk is full: ${message}`);
  if (code === 'ENOENT') return say(`找不到文件:${message}`, `No such file: ${message}`);
  return stack ?? String(error);
}
