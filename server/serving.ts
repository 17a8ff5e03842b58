/** Serves the pages and the API from one data folder until told to stop. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Accounts } from './access/accounts.ts';
import { AppModule } from './app.module.ts';
import type { Environment } from './environment.ts';
import { ownDataFolder } from './facts/data-folder-owner.ts';
import { surround } from './http/http-application.ts';
import { ensureDemoAccounts, type DemoAccount } from './operations/demo-accounts.ts';
import { demoPhase } from './operations/demo.ts';
import { DEMO_JOB } from './operations/first-demo.ts';
import { StartUp } from './operations/start-up.ts';
import { JobsController } from './progress/jobs.controller.ts';
import { EVERYBODY, hasEnded, Jobs } from './progress/jobs.ts';
import { StderrLogger } from './stderr-logger.ts';

/** Requests may finish within this at shutdown; then they are cut off. */
const GRACE_MILLISECONDS = 10_000;
/** Whatever still hangs after this is left behind: an operator who asked to stop must not have to kill. */
const LAST_MILLISECONDS = 30_000;

interface RunningServer {
  address: string;
  app: NestExpressApplication;
  close(): Promise<void>;
}

/** Listens as soon as the operations store is open; the engine starts when somebody needs it. @throws DataFolderBusy */
async function serve(environment: Environment): Promise<RunningServer> {
  const folder = await ownDataFolder(environment.dataFolder, 'serve');
  let app: NestExpressApplication | undefined;
  try {
    app = await NestFactory.create<NestExpressApplication>(AppModule.with(environment), {
      bodyParser: false,
      logger: new StderrLogger(),
      abortOnError: false,
    });
    surround(app);
    app.get(StartUp, { strict: false }).announce();
    await app.listen(environment.port, environment.host);
  } catch (error) {
    await app?.close();
    await folder.release();
    throw error;
  }
  const served = app;
  let closing: Promise<void> | undefined;
  return {
    app,
    address: addressOf(served, environment),
    close: () => (closing ??= close(served).finally(() => folder.release())),
  };
}

/** No new connections, then the running jobs, then the open requests, then the stores. */
async function close(app: NestExpressApplication): Promise<void> {
  const http = app.getHttpServer() as Server;
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  app.get(JobsController, { strict: false }).endStreams();
  await app.get(Jobs, { strict: false }).stop();
  http.closeIdleConnections();
  const impatience = setTimeout(() => http.closeAllConnections(), GRACE_MILLISECONDS);
  await closed;
  clearTimeout(impatience);
  await app.close();
}

function addressOf(app: NestExpressApplication, environment: Environment): string {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const host = environment.host.includes(':') ? `[${environment.host}]` : environment.host;
  return `http://${host}:${port}`;
}

/** `npm start` and `henjian serve`: serves until SIGINT or SIGTERM; a second signal ends the process at once. */
export async function serveUntilStopped(environment: Environment): Promise<void> {
  const server = await serve(environment);
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(130));
      });
  });
  const say = (zh: string, en: string): void => {
    process.stdout.write(`${environment.lang === 'zh' ? zh : en}\n`);
  };
  say(`痕鉴已启动:${server.address}`, `Henjian is running: ${server.address}`);
  if (environment.host !== '127.0.0.1' && environment.host !== '::1' && !environment.behindHttps)
    say(
      '注意:未经 HTTPS 对外提供服务,密码会以明文经过网络。请置于 HTTPS 代理之后并设置 HENJIAN_BEHIND_HTTPS=on。',
      'Note: served to the network without HTTPS, passwords travel in clear. Put an HTTPS proxy in front and set HENJIAN_BEHIND_HTTPS=on.',
    );
  if (environment.demo) {
    const accounts = await ensureDemoAccounts(server.app.get(Accounts, { strict: false }), environment.dataFolder);
    if (accounts.length > 0) say(`演示账号:\n${table(accounts)}`, `Demo accounts:\n${table(accounts)}`);
  }
  if ((await server.app.get(Accounts, { strict: false }).count()) === 0)
    say(
      '还没有用户:停止服务后运行 henjian user add NAME --role ROLE --unit "*"。',
      'There is no user yet: stop the server and run henjian user add NAME --role ROLE --unit "*".',
    );
  if (environment.demo) showDemoProgress(server.app.get(Jobs, { strict: false }), environment.lang);
  void server.app.get(StartUp, { strict: false }).run();
  await stopped;
  say('正在停止……', 'Stopping ...');
  setTimeout(() => process.exit(1), LAST_MILLISECONDS).unref();
  await server.close();
}

/** On standard error: a line that rewrites itself on a terminal, one line every ten percent elsewhere. */
function showDemoProgress(jobs: Jobs, lang: 'zh' | 'en'): void {
  jobs.whenStarted(DEMO_JOB, () => {
    let last = '';
    jobs.listen(DEMO_JOB, EVERYBODY, 0, ({ event }) => {
      const percent = Math.floor((event.share ?? 0) * 100);
      const line = hasEnded(event)
        ? ({ done: { zh: '演示县已就绪。', en: 'The demo county is ready.' }[lang] }[event.state as string] ??
          event.message?.[lang] ??
          '')
        : `${demoPhase(event)[lang]} ${process.stderr.isTTY ? percent : percent - (percent % 10)} %`;
      if (line === last) return;
      last = line;
      process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}${hasEnded(event) ? '\n' : ''}` : `${line}\n`);
    });
  });
}

function table(accounts: readonly DemoAccount[]): string {
  return accounts.map(({ name, password }) => `  ${name.padEnd(18)}${password}`).join('\n');
}
