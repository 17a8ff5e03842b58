import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Standard output belongs to results; everything else is said on standard error. */
export class StderrLogger extends ConsoleLogger {
  constructor(logLevels: LogLevel[] = ['fatal', 'error', 'warn']) {
    super({ logLevels, colors: process.stderr.isTTY });
  }

  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel): void {
    super.printMessages(messages, context, logLevel, 'stderr');
  }
}
