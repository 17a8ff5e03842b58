/** Every policy rule, in the order of the domain note (A2). The only file that names them all. */
import type { PolicyRule } from '../definition.ts';
import { forcedCheckIn } from './apps/p01-forced-check-in.ts';
import { pointsRanking } from './apps/p02-points-ranking.ts';
import { onlineDuration } from './apps/p03-online-duration.ts';
import { forcedInstall } from './apps/p04-forced-install.ts';
import { forcedLogin } from './apps/p05-forced-login.ts';
import { likesAssessed } from './apps/p06-likes-assessed.ts';
import { traceUpload } from './apps/p07-trace-upload.ts';
import { onlineAssessment } from './apps/p08-online-assessment.ts';
import { commercialUse } from './apps/p09-commercial-use.ts';
import { filingBeforeLaunch } from './apps/p10-filing-before-launch.ts';
import { existingAppFiling } from './apps/p11-existing-app-filing.ts';
import { unfiledAppRequired } from './apps/p12-unfiled-app-required.ts';
import { belowCountyApps } from './apps/p13-below-county-apps.ts';
import { oneMinistryApp } from './apps/p14-one-ministry-app.ts';
import { centralForms } from './apps/p15-central-forms.ts';
import { provincialPlatform } from './apps/p16-provincial-platform.ts';
import { dormantApp } from './apps/p17-dormant-app.ts';
import { duplicateApps } from './apps/p18-duplicate-apps.ts';
import { retiredAppTraffic } from './apps/p19-retired-app-traffic.ts';
import { feedbackEntry } from './apps/p20-feedback-entry.ts';
import { projectApproval } from './apps/p21-project-approval.ts';
import { publicAccounts } from './apps/p22-public-accounts.ts';
import { documentCount } from './documents/p40-document-count.ts';
import { documentLength } from './documents/p41-document-length.ts';
import { disguisedDocuments } from './documents/p42-disguised-documents.ts';
import { directivesToGovernments } from './documents/p43-directives-to-governments.ts';
import { comprehensiveMeetings } from './documents/p44-comprehensive-meetings.ts';
import { speechLength } from './documents/p45-speech-length.ts';
import { meetingLength } from './documents/p46-meeting-length.ts';
import { principalsSummoned } from './documents/p47-principals-summoned.ts';
import { deputyMeetings } from './documents/p48-deputy-meetings.ts';
import { videoFirst } from './documents/p49-video-first.ts';
import { dutyList } from './duties/p57-duty-list.ts';
import { cooperativeShare } from './duties/p58-cooperative-share.ts';
import { responsibilityLetters } from './duties/p59-responsibility-letters.ts';
import { secondment } from './duties/p60-secondment.ts';
import { demonstrations } from './duties/p61-demonstrations.ts';
import { villagePlaques } from './duties/p62-village-plaques.ts';
import { formCatalogue } from './forms/p29-form-catalogue.ts';
import { repeatRequest } from './forms/p30-repeat-request.ts';
import { shortNotice } from './forms/p31-short-notice.ts';
import { periodicReports } from './forms/p32-periodic-reports.ts';
import { reportBack } from './forms/p33-report-back.ts';
import { inspectionMaterial } from './forms/p34-inspection-material.ts';
import { screenshotsAsWork } from './forms/p35-screenshots-as-work.ts';
import { postingResults } from './forms/p36-posting-results.ts';
import { tracesAsScore } from './forms/p37-traces-as-score.ts';
import { publicityAsScore } from './forms/p38-publicity-as-score.ts';
import { taskAdmission } from './forms/p39-task-admission.ts';
import { chainPosts } from './groups/p23-chain-posts.ts';
import { tasksThroughGroups } from './groups/p24-tasks-through-groups.ts';
import { temporaryGroups } from './groups/p25-temporary-groups.ts';
import { oneUnitOneGroup } from './groups/p26-one-unit-one-group.ts';
import { offHoursMessages } from './groups/p27-off-hours-messages.ts';
import { groupOwner } from './groups/p28-group-owner.ts';
import { comprehensiveInspections } from './inspections/p50-comprehensive-inspections.ts';
import { onSiteMonthly } from './inspections/p51-on-site-monthly.ts';
import { halveInspections } from './inspections/p52-halve-inspections.ts';
import { unplannedInspection } from './inspections/p53-unplanned-inspection.ts';
import { meetingThePrincipal } from './inspections/p54-meeting-the-principal.ts';
import { overFineScoring } from './inspections/p55-over-fine-scoring.ts';
import { repeatInspection } from './inspections/p56-repeat-inspection.ts';

export const rules: readonly PolicyRule[] = [
  forcedCheckIn,
  pointsRanking,
  onlineDuration,
  forcedInstall,
  forcedLogin,
  likesAssessed,
  traceUpload,
  onlineAssessment,
  commercialUse,
  filingBeforeLaunch,
  existingAppFiling,
  unfiledAppRequired,
  belowCountyApps,
  oneMinistryApp,
  centralForms,
  provincialPlatform,
  dormantApp,
  duplicateApps,
  retiredAppTraffic,
  feedbackEntry,
  projectApproval,
  publicAccounts,
  chainPosts,
  tasksThroughGroups,
  temporaryGroups,
  oneUnitOneGroup,
  offHoursMessages,
  groupOwner,
  formCatalogue,
  repeatRequest,
  shortNotice,
  periodicReports,
  reportBack,
  inspectionMaterial,
  screenshotsAsWork,
  postingResults,
  tracesAsScore,
  publicityAsScore,
  taskAdmission,
  documentCount,
  documentLength,
  disguisedDocuments,
  directivesToGovernments,
  comprehensiveMeetings,
  speechLength,
  meetingLength,
  principalsSummoned,
  deputyMeetings,
  videoFirst,
  comprehensiveInspections,
  onSiteMonthly,
  halveInspections,
  unplannedInspection,
  meetingThePrincipal,
  overFineScoring,
  repeatInspection,
  dutyList,
  cooperativeShare,
  responsibilityLetters,
  secondment,
  demonstrations,
  villagePlaques,
];

export function rule(id: string): PolicyRule | undefined {
  return rules.find((one) => one.id === id);
}
