/** What people keep for themselves and hand to each other. */
import { Module } from '@nestjs/common';
import { AnalysisModule } from '../indicators/analysis.module.ts';
import { Audience } from './audience.ts';
import { NotesController } from './notes.controller.ts';
import { Notes } from './notes.ts';
import { SavedViews } from './saved-views.ts';
import { ViewsController } from './views.controller.ts';

@Module({
  imports: [AnalysisModule],
  controllers: [ViewsController, NotesController],
  providers: [Audience, Notes, SavedViews],
  exports: [Audience],
})
export class SharingModule {}
