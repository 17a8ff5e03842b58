/** The way of files into the facts. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StartUp } from '../operations/start-up.ts';
import { BatchLoader } from './batch-loader.ts';
import { CodeLinks } from './codes/code-links.ts';
import { UnknownCodes } from './codes/unknown-codes.ts';
import { UnknownCodesController } from './codes/unknown-codes.controller.ts';
import { Deliveries } from './deliveries.ts';
import { FileVault } from './file-vault.ts';
import { DropFolder } from './drop-folder.ts';
import { FormLabelFiles } from './form-labels.ts';
import { BatchesController } from './intake.controller.ts';
import { IntakeService } from './intake.service.ts';
import { MappingDrafts } from './mapping-drafts.ts';
import { MappingDraftsController } from './mapping-drafts.controller.ts';
import { Mappings } from './mappings.ts';
import { MappingsController } from './mappings.controller.ts';
import { OriginalController } from './original.controller.ts';
import { OriginalRecords } from './original-records.ts';
import { PendingUploads } from './pending-uploads.ts';
import { ReceiptsController } from './receipts.controller.ts';
import { Receipts } from './receipts.ts';
import { RefusedRows } from './refused-rows.ts';
import { Bundles } from './bundles.ts';
import { PhotoFiles } from './photos/photo-files.ts';
import { PhotoSettings } from './photos/photo-settings.ts';
import { Photos } from './photos/photos.ts';
import { PhotosController } from './photos/photos.controller.ts';
import { BatchProfiles } from './profiles/batch-profiles.ts';
import { Heirs } from './heirs.ts';
import { UploadsController } from './uploads.controller.ts';
import { Withdrawals } from './withdrawals.ts';
import { WithdrawalsController } from './withdrawals.controller.ts';

const services = [
  PendingUploads,
  FileVault,
  Mappings,
  MappingDrafts,
  CodeLinks,
  FormLabelFiles,
  UnknownCodes,
  BatchLoader,
  IntakeService,
  Receipts,
  RefusedRows,
  OriginalRecords,
  Deliveries,
  DropFolder,
  Heirs,
  BatchProfiles,
  PhotoFiles,
  PhotoSettings,
  Photos,
  Bundles,
  Withdrawals,
];

@Module({
  controllers: [
    BatchesController,
    UploadsController,
    ReceiptsController,
    WithdrawalsController,
    PhotosController,
    OriginalController,
    MappingsController,
    MappingDraftsController,
    UnknownCodesController,
  ],
  providers: services,
  exports: services,
})
export class IntakeModule implements OnModuleInit {
  constructor(
    private readonly intake: IntakeService,
    private readonly withdrawals: Withdrawals,
    private readonly photos: Photos,
    private readonly startUp: StartUp,
    private readonly dropFolder: DropFolder,
  ) {}

  onModuleInit(): void {
    this.intake.onLoaded((batch) => (batch.state === 'withdrawn' ? this.photos.forgetThoseOf(batch) : undefined));
    this.startUp.add('intake', async () => {
      await this.withdrawals.resume();
      await this.intake.resumeInterrupted();
    });
    this.startUp.add('drop-folder', () => this.dropFolder.start());
  }
}
