import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { Page } from '../contract.ts';
import * as contract from '../contract-connectors.ts';
import { Answers } from '../http/answers.ts';
import { ConnectorSchedule } from './connector-schedule.ts';
import { ConnectorView } from './connector-view.ts';
import { Connectors } from './connectors.ts';
import { Pulls } from './pulls.ts';

const PageQuery = z.strictObject(Page);
const Name = contract.ConnectorName;

@Controller('api/v1/connectors')
export class ConnectorsController {
  constructor(
    private readonly connectors: Connectors,
    private readonly pulls: Pulls,
    private readonly schedule: ConnectorSchedule,
    private readonly view: ConnectorView,
  ) {}

  @Get()
  @Allow('steward', 'administrator')
  @Answers(contract.Connectors, { summary: { zh: '连接器', en: 'Connectors' } })
  async list(): Promise<contract.Connectors> {
    return { rows: await this.view.all() };
  }

  @Get(':name')
  @Allow('steward', 'administrator')
  @Answers(contract.Connector, { summary: { zh: '一个连接器', en: 'One connector' } })
  async one(@Param('name', { schema: Name }) name: string): Promise<contract.Connector> {
    return this.view.of(await this.connectors.find(name));
  }

  @Put(':name')
  @Allow('steward', 'administrator')
  @Answers(contract.Connector, { summary: { zh: '新增或修改连接器', en: 'Add or change a connector' } })
  async save(
    @Param('name', { schema: Name }) name: string,
    @Body({ schema: contract.ConnectorOrder }) order: contract.ConnectorOrder,
    @Caller() caller: Principal,
  ): Promise<contract.Connector> {
    this.pulls.requireIdle(name);
    return this.view.of(await this.connectors.save(name, order, caller.name));
  }

  @Delete(':name')
  @HttpCode(204)
  @Allow('steward', 'administrator')
  @Answers(null, { summary: { zh: '删除连接器', en: 'Remove a connector' } })
  async remove(@Param('name', { schema: Name }) name: string, @Caller() caller: Principal): Promise<void> {
    this.pulls.requireIdle(name);
    await this.connectors.remove(name, caller.name);
  }

  /** Answered at once; the run goes on, see `lastRun`. */
  @Post(':name/run')
  @HttpCode(202)
  @Allow('steward', 'administrator')
  @Answers(contract.Connector, { summary: { zh: '立即运行', en: 'Run now' } })
  async run(@Param('name', { schema: Name }) name: string, @Caller() caller: Principal): Promise<contract.Connector> {
    const connector = await this.connectors.find(name);
    this.schedule.runNow(connector, caller.name);
    return { ...(await this.view.of(connector)), state: 'running' };
  }

  @Get(':name/runs')
  @Allow('steward', 'administrator')
  @Answers(contract.ConnectorRuns, { summary: { zh: '运行记录', en: 'Its runs' } })
  async runs(
    @Param('name', { schema: Name }) name: string,
    @Query({ schema: PageQuery }) { page, size }: z.infer<typeof PageQuery>,
  ): Promise<contract.ConnectorRuns> {
    return this.view.runs(await this.connectors.find(name), page, size);
  }
}
