/** Everything Henjian measures. The only file that names all definitions. */
import { appMinutes } from './burden/app-minutes.ts';
import { assessmentToSupport } from './burden/assessment-to-support.ts';
import { assetUtilisation } from './burden/asset-utilisation.ts';
import { burdenConcentration } from './burden/burden-concentration.ts';
import { cascadeAmplification } from './burden/cascade-amplification.ts';
import { checkins } from './burden/checkins.ts';
import { duplicateCollection } from './burden/duplicate-collection.ts';
import { fillingHours } from './burden/filling-hours.ts';
import { formTimeShare } from './burden/form-time-share.ts';
import { formsInForce } from './burden/forms-in-force.ts';
import { groupMessages } from './burden/group-messages.ts';
import { inspectionDays } from './burden/inspection-days.ts';
import { lateShare } from './burden/late-share.ts';
import { leadTime } from './burden/lead-time.ts';
import { loadToCapacity } from './burden/load-to-capacity.ts';
import { meetingHours } from './burden/meeting-hours.ts';
import { offHours } from './burden/off-hours.ts';
import { offListDemand } from './burden/off-list-demand.ts';
import { photosDemanded } from './burden/photos-demanded.ts';
import { pilotOverlap } from './burden/pilot-overlap.ts';
import { quantifiedShare } from './burden/quantified-share.ts';
import { sameDayDemand } from './burden/same-day-demand.ts';
import { staticValues } from './burden/static-values.ts';
import { submissions } from './burden/submissions.ts';
import { systemsPerCadre } from './burden/systems-per-cadre.ts';
import { templateShare } from './burden/template-share.ts';
import { traceIntensity } from './burden/trace-intensity.ts';
import { traceTimeShare } from './burden/trace-time-share.ts';
import { unreadShare } from './burden/unread-share.ts';
import type { AnyDefinition, Detector, Indicator } from './definition.ts';
import { coLocationBurst } from './risk/location/co-location-burst.ts';
import { coordinateRepeat } from './risk/location/coordinate-repeat.ts';
import { impossibleTravel } from './risk/location/impossible-travel.ts';
import { mockLocation } from './risk/location/mock-location.ts';
import { offSite } from './risk/location/off-site.ts';
import { overlappingPresence } from './risk/location/overlapping-presence.ts';
import { sharedDevice } from './risk/location/shared-device.ts';
import { heaping } from './risk/numbers/heaping.ts';
import { inconsistentTotal } from './risk/numbers/inconsistent-total.ts';
import { lastDigit } from './risk/numbers/last-digit.ts';
import { outlier } from './risk/numbers/outlier.ts';
import { targetBunching } from './risk/numbers/target-bunching.ts';
import { varianceInlier } from './risk/numbers/variance-inlier.ts';
import { photoEdited } from './risk/photo/photo-edited.ts';
import { photoPlaceMismatch } from './risk/photo/photo-place-mismatch.ts';
import { photoReuseExact } from './risk/photo/photo-reuse-exact.ts';
import { photoReuseNear } from './risk/photo/photo-reuse-near.ts';
import { photoTimeMismatch } from './risk/photo/photo-time-mismatch.ts';
import { lowVariability } from './risk/text/low-variability.ts';
import { recordRepeat } from './risk/text/record-repeat.ts';
import { textCopyExact } from './risk/text/text-copy-exact.ts';
import { textCopyNear } from './risk/text/text-copy-near.ts';
import { tooComplete } from './risk/text/too-complete.ts';
import { backfillSession } from './risk/timing/backfill-session.ts';
import { clockRollback } from './risk/timing/clock-rollback.ts';
import { deadlineSpike } from './risk/timing/deadline-spike.ts';
import { entryLag } from './risk/timing/entry-lag.ts';
import { preInspectionBackfill } from './risk/timing/pre-inspection-backfill.ts';
import { regularIntervals } from './risk/timing/regular-intervals.ts';
import { speeding } from './risk/timing/speeding.ts';
import { backcheckDiscrepancy } from './risk/verification/backcheck-discrepancy.ts';

export const catalogue: readonly AnyDefinition[] = [
  formsInForce,
  submissions,
  checkins,
  photosDemanded,
  fillingHours,
  formTimeShare,
  traceTimeShare,
  duplicateCollection,
  staticValues,
  templateShare,
  lateShare,
  leadTime,
  sameDayDemand,
  offHours,
  systemsPerCadre,
  appMinutes,
  groupMessages,
  offListDemand,
  cascadeAmplification,
  inspectionDays,
  meetingHours,
  unreadShare,
  burdenConcentration,
  traceIntensity,
  assetUtilisation,
  assessmentToSupport,
  loadToCapacity,
  pilotOverlap,
  quantifiedShare,
  photoReuseExact,
  photoReuseNear,
  photoTimeMismatch,
  photoPlaceMismatch,
  photoEdited,
  textCopyExact,
  textCopyNear,
  recordRepeat,
  lowVariability,
  tooComplete,
  backfillSession,
  entryLag,
  deadlineSpike,
  speeding,
  preInspectionBackfill,
  regularIntervals,
  clockRollback,
  impossibleTravel,
  overlappingPresence,
  coordinateRepeat,
  sharedDevice,
  mockLocation,
  coLocationBurst,
  offSite,
  backcheckDiscrepancy,
  lastDigit,
  heaping,
  outlier,
  targetBunching,
  varianceInlier,
  inconsistentTotal,
];

export function indicator(id: string): Indicator | undefined {
  const found = catalogue.find((definition) => definition.id === id);
  return found?.kind === 'burden' ? found : undefined;
}

export function detector(id: string): Detector | undefined {
  const found = catalogue.find((definition) => definition.id === id);
  return found?.kind === 'risk' ? found : undefined;
}
