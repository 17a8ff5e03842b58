import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { ConnectorHost, ConnectorHosts } from '../contract-connectors.ts';
import { Answers } from '../http/answers.ts';
import { AllowedHosts } from './allowed-hosts.ts';

const Address = ConnectorHost.shape.address;
const Order = ConnectorHost.omit({ address: true });

/** Stewards say what is pulled; where connections may go at all is the administrator's. */
@Controller('api/v1/connector-hosts')
export class ConnectorHostsController {
  constructor(private readonly hosts: AllowedHosts) {}

  @Get()
  @Allow('steward', 'administrator')
  @Answers(ConnectorHosts, { summary: { zh: '允许的主机', en: 'Allowed hosts' } })
  list(): Promise<ConnectorHosts> {
    return this.hosts.list();
  }

  @Put(':address')
  @Allow('administrator')
  @Answers(ConnectorHosts, { summary: { zh: '允许一台主机', en: 'Allow a host' } })
  async allow(
    @Param('address', { schema: Address }) address: string,
    @Body({ schema: Order }) { internal }: z.infer<typeof Order>,
    @Caller() caller: Principal,
  ): Promise<ConnectorHosts> {
    await this.hosts.allow(address, internal, caller.name);
    return this.hosts.list();
  }

  @Delete(':address')
  @HttpCode(204)
  @Allow('administrator')
  @Answers(null, { summary: { zh: '不再允许一台主机', en: 'Forbid a host' } })
  async forbid(@Param('address', { schema: Address }) address: string, @Caller() caller: Principal): Promise<void> {
    await this.hosts.forbid(address, caller.name);
  }
}
