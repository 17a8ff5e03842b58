export interface Served {
  url: string;
  pid: number;
  /** Everything the server printed so far. */
  output(): string;
  /** Ends it; resolves with its exit code or signal. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
  secondsToAnswer: number;
}
export function serve(options: {
  data: string;
  env?: Record<string, string>;
  timeoutMs?: number;
  nodeArguments?: string[];
}): Promise<Served>;
