/** Rows that are fetched, not sent: connectors to vendors, web endpoints and databases. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { IntakeModule } from '../intake/intake.module.ts';
import { StartUp } from '../operations/start-up.ts';
import { AllowedHosts } from './allowed-hosts.ts';
import { ConnectorBatches } from './connector-batches.ts';
import { ConnectorHostsController } from './connector-hosts.controller.ts';
import { ConnectorSchedule } from './connector-schedule.ts';
import { ConnectorView } from './connector-view.ts';
import { ConnectorsController } from './connectors.controller.ts';
import { Connectors } from './connectors.ts';
import { Patience } from './patience.ts';
import { Pulls } from './pulls.ts';
import { SecretBox } from './secret-box.ts';

@Module({
  imports: [IntakeModule],
  controllers: [ConnectorsController, ConnectorHostsController],
  providers: [AllowedHosts, ConnectorBatches, ConnectorSchedule, ConnectorView, Connectors, Patience, Pulls, SecretBox],
  exports: [AllowedHosts, ConnectorView],
})
export class ConnectorsModule implements OnModuleInit {
  constructor(
    private readonly schedule: ConnectorSchedule,
    private readonly startUp: StartUp,
  ) {}

  onModuleInit(): void {
    this.startUp.add('connectors', () => this.schedule.start());
  }
}
