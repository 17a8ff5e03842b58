/** What is measured and how it is read: computation, values, findings, evidence and the directory behind them. */
import { Module } from '@nestjs/common';
import { DirectoryController } from '../directory/directory.controller.ts';
import { DirectoryService } from '../directory/directory.service.ts';
import { OverlapsService } from '../directory/overlaps.service.ts';
import { SourcesService } from '../directory/sources.service.ts';
import { SystemsService } from '../directory/systems.service.ts';
import { Pseudonyms } from '../directory/pseudonyms.ts';
import { EvidencePhotos } from '../findings/evidence-photos.ts';
import { EvidenceService } from '../findings/evidence.service.ts';
import { FindingsComputation } from '../findings/findings-computation.ts';
import { FindingContextService } from '../findings/finding-context.service.ts';
import { FindingViewsController } from '../findings/finding-views.controller.ts';
import { FindingsController } from '../findings/findings.controller.ts';
import { FindingsService } from '../findings/findings.service.ts';
import { FindingTriages } from '../findings/finding-triages.ts';
import { MeasuredPrecision } from '../findings/measured-precision.ts';
import { NumberViewsService } from '../findings/number-views.service.ts';
import { SignalsService } from '../findings/signals.service.ts';
import { SoundnessController } from '../findings/soundness.controller.ts';
import { SoundnessService } from '../findings/soundness.service.ts';
import { ViewEventsService } from '../findings/view-events.service.ts';
import { PolicyComputation } from '../policy/policy-computation.ts';
import { PolicyFacts } from '../policy/policy-facts.ts';
import { PolicyController } from '../policy/policy.controller.ts';
import { PolicyService } from '../policy/policy.service.ts';
import { RuleSettings } from '../policy/rule-settings.ts';
import { RulesController } from '../policy/rules.controller.ts';
import { CascadeService } from '../reform/cascade.service.ts';
import { ClaimsService } from '../reform/claims.service.ts';
import { DemandsService } from '../reform/demands.service.ts';
import { FunnelService } from '../reform/funnel.service.ts';
import { ReformController } from '../reform/reform.controller.ts';
import { RollupCheck } from '../verification/rollup-check.ts';
import { VerificationService } from '../verification/verification.service.ts';
import { IntakeModule } from '../intake/intake.module.ts';
import { AnswerCache } from './answer-cache.ts';
import { ComputationService } from './computation.service.ts';
import { FormerResultsService } from './former-results.service.ts';
import { IndicatorsController } from './indicators.controller.ts';
import { MonthSums } from './month-sums.ts';
import { LastingAnswers } from './lasting-answers.ts';
import { TimeModelController } from './time-model.controller.ts';
import { TimeModel } from './time-model.ts';
import { ValuesService } from './values.service.ts';
import { VersionsController } from './versions.controller.ts';

const services = [
  AnswerCache,
  LastingAnswers,
  MonthSums,
  ComputationService,
  FormerResultsService,
  FindingsComputation,
  ValuesService,
  EvidenceService,
  EvidencePhotos,
  FindingsService,
  FindingTriages,
  MeasuredPrecision,
  SignalsService,
  ViewEventsService,
  NumberViewsService,
  FindingContextService,
  SoundnessService,
  DirectoryService,
  OverlapsService,
  SourcesService,
  SystemsService,
  CascadeService,
  ClaimsService,
  DemandsService,
  FunnelService,
  Pseudonyms,
  RuleSettings,
  PolicyComputation,
  PolicyFacts,
  PolicyService,
  RollupCheck,
  VerificationService,
  TimeModel,
];

@Module({
  imports: [IntakeModule],
  controllers: [
    IndicatorsController,
    VersionsController,
    FindingsController,
    FindingViewsController,
    SoundnessController,
    DirectoryController,
    ReformController,
    PolicyController,
    RulesController,
    TimeModelController,
  ],
  providers: services,
  exports: services,
})
export class AnalysisModule {}
