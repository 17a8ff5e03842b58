import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { AppModule } from '../app.module.ts';
import type { Environment } from '../environment.ts';
import { ownDataFolder, type HeldDataFolder } from '../facts/data-folder-owner.ts';
import { StderrLogger } from '../stderr-logger.ts';
import type { Invocation, OptionValues } from './verb.ts';

/** Without a terminal one line of progress in this time is enough for a log. */
const LINE_MILLISECONDS = 5000;

interface Call {
  verb: string;
  words: readonly string[];
  options: OptionValues;
  json: boolean;
  environment: Environment;
}

/** The console, the data folder and the services as a verb sees them. `close` gives everything back. */
export function openInvocation(call: Call): { invocation: Invocation; close: () => Promise<void> } {
  const { environment, json } = call;
  const { lang } = environment;
  const abort = new AbortController();
  const onSignal = (): void => {
    // The second time somebody means it.
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

  let folder: HeldDataFolder | undefined;
  let context: INestApplicationContext | undefined;
  let progressShown = false;
  let lastLine = 0;

  const clearProgress = (): void => {
    if (progressShown) process.stderr.write('\r\x1b[2K');
    progressShown = false;
  };
  const own = async (): Promise<void> => {
    folder ??= await ownDataFolder(environment.dataFolder, call.verb);
  };

  const invocation: Invocation = {
    words: call.words,
    options: call.options,
    lang,
    json,
    environment,
    signal: abort.signal,
    print: (document, text) => {
      clearProgress();
      process.stdout.write(`${json ? JSON.stringify(document) : text()}\n`);
    },
    printRow: async (row, text) => {
      if (!process.stdout.write(`${json ? JSON.stringify(row) : text()}\n`)) await once(process.stdout, 'drain');
    },
    say: (words) => {
      clearProgress();
      process.stderr.write(`${words[lang]}\n`);
    },
    progress: (share, words) => {
      const percent = share === null ? '' : ` ${Math.floor(share * 100)} %`;
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[2K${words[lang]}${percent}`);
        progressShown = true;
      } else if (Date.now() - lastLine > LINE_MILLISECONDS) {
        lastLine = Date.now();
        process.stderr.write(`${words[lang]}${percent}\n`);
      }
    },
    own,
    open: async () => {
      await own();
      context ??= await NestFactory.createApplicationContext(AppModule.with(environment), {
        logger: new StderrLogger(),
        abortOnError: false,
      });
      return context;
    },
  };
  const close = async (): Promise<void> => {
    clearProgress();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    try {
      await context?.close();
    } finally {
      await folder?.release();
    }
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  };
  return { invocation, close };
}
