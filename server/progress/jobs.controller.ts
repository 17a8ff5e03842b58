import { Controller, Delete, Get, HttpCode, Param, Req, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { ROLES } from '../contract.ts';
import { JobEvent } from '../contract-intake.ts';
import { Answers } from '../http/answers.ts';
import { Refusal } from '../http/problem.ts';
import { hasEnded, Jobs, type NumberedEvent } from './jobs.ts';

/** Proxies close a silent connection after half a minute or so. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** A page opens the stream before its upload starts the job; it need not wait longer than this. */
const PATIENCE_MILLISECONDS = 60_000;
/** Streams one caller may hold open: a browser uses one or two. */
const MOST_STREAMS = 20;

@Controller('api/v1/jobs')
export class JobsController implements BeforeApplicationShutdown {
  private readonly jobs: Jobs;
  private readonly streams = new Map<string, number>();
  private readonly open = new Set<Response>();
  constructor(jobs: Jobs) {
    this.jobs = jobs;
  }

  /** Server-sent events; resumes after `Last-Event-ID`. A job that has not started yet is waited for. */
  @Get(':id/events')
  @Allow(...ROLES, 'token')
  @Answers(JobEvent, { summary: { zh: '任务进度(SSE)', en: 'Progress of a job (SSE)' }, produces: 'text/event-stream' })
  events(
    @Param('id') id: string,
    @Caller() caller: Principal,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const after = Number(request.get('Last-Event-ID') ?? 0);
    if (this.jobs.exists(id)) this.jobs.state(id, caller.id);
    const open = this.streams.get(caller.id) ?? 0;
    if (open >= MOST_STREAMS)
      throw new Refusal(429, 'too-many-streams', {
        zh: '打开的进度连接过多。',
        en: 'Too many progress streams are open.',
      });
    this.streams.set(caller.id, open + 1);
    this.open.add(response);

    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 1000\n\n');
    const heartbeat = setInterval(() => response.write(': alive\n\n'), HEARTBEAT_MILLISECONDS);
    const patience = setTimeout(() => response.end(), PATIENCE_MILLISECONDS);
    let stop = (): void => undefined;
    response.once('close', () => {
      clearInterval(heartbeat);
      clearTimeout(patience);
      stop();
      this.open.delete(response);
      const left = (this.streams.get(caller.id) ?? 1) - 1;
      if (left > 0) this.streams.set(caller.id, left);
      else this.streams.delete(caller.id);
    });

    const send = ({ id: number, event }: NumberedEvent): void => {
      response.write(`id: ${number}\ndata: ${JSON.stringify(event)}\n\n`);
      if (hasEnded(event)) response.end();
    };
    const follow = (): void => {
      clearTimeout(patience);
      stop();
      try {
        stop = this.jobs.listen(id, caller.id, Number.isSafeInteger(after) && after > 0 ? after : 0, send);
      } catch {
        // Started meanwhile by somebody else under the same id: nothing of it may be seen.
        response.end();
      }
    };
    if (this.jobs.exists(id)) follow();
    else stop = this.jobs.whenStarted(id, follow);
  }

  /** An open stream would keep the server from closing. */
  beforeApplicationShutdown(): void {
    this.endStreams();
  }

  endStreams(): void {
    for (const response of this.open) response.end();
  }

  @Delete(':id')
  @HttpCode(202)
  @Allow(...ROLES, 'token')
  @Answers(JobEvent, { summary: { zh: '取消任务', en: 'Cancel a job' } })
  cancel(@Param('id') id: string, @Caller() caller: Principal): JobEvent {
    this.jobs.cancel(id, caller.id);
    return this.jobs.state(id, caller.id);
  }
}
