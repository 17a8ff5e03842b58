import { Module } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { SharingModule } from '../sharing/sharing.module.ts';
import { InboxController } from './inbox.controller.ts';
import { InboxService } from './inbox.service.ts';
import { LoadNews } from './load-news.ts';
import { OpenedFindings } from './opened-findings.ts';
import { SharedNews } from './shared-news.ts';

@Module({
  imports: [AnalysisModule, SharingModule],
  controllers: [InboxController],
  providers: [InboxService, LoadNews, OpenedFindings, SharedNews],
  exports: [InboxService],
})
export class InboxModule {}
