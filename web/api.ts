/** Every request to the server. Answers are typed by the contract; failures become ApiProblem. */
import type { z } from 'zod';
import type * as contract from '../server/contract.ts';
import type * as catalogue from '../server/contract-catalogue.ts';
import type * as codes from '../server/contract-codes.ts';
import type * as decisions from '../server/contract-decisions.ts';
import type * as connectors from '../server/contract-connectors.ts';
import type * as policy from '../server/contract-policy.ts';
import type * as intake from '../server/contract-intake.ts';
import type * as mapping from '../server/contract-mapping.ts';
import type * as overlap from '../server/contract-overlap.ts';
import type * as reform from '../server/contract-reform.ts';
import type * as search from '../server/contract-search.ts';
import type * as sharing from '../server/contract-sharing.ts';
import type * as sources from '../server/contract-sources.ts';
import type * as systems from '../server/contract-systems.ts';
import type * as measured from '../server/contract-measured.ts';
import type * as queue from '../server/contract-queue.ts';
import type * as timeModel from '../server/contract-time-model.ts';
import type * as views from '../server/contract-views.ts';

export type Session = contract.Session;
export type Role = contract.Role;
export type Catalogue = z.infer<typeof catalogue.Catalogue>;
export type CatalogueItem = Catalogue['items'][number];
export type IndicatorValues = contract.IndicatorValues;
export type IndicatorRow = contract.IndicatorRow;
export type Evidence = contract.Evidence;
export type EvidenceRow = contract.EvidenceRow;
export type EvidencePhoto = contract.EvidencePhoto;
export type Original = contract.Original;
export type Finding = contract.Finding;
export type Findings = contract.Findings;
export type FindingDetail = contract.FindingDetail;
export type FindingDetector = z.infer<typeof contract.FindingDetector>;
export type Measured = measured.Measured;
export type ExpectedYield = queue.ExpectedYield;
export type TriageChange = z.input<typeof queue.TriageChange>;
export type ViewEvent = views.ViewEvent;
export type ViewEvents = views.ViewEvents;
export type NumberViews = views.NumberViews;
export type PressureView = views.PressureView;
export type OutcomeView = views.OutcomeView;
export type Soundness = views.Soundness;
export type RequirementRow = contract.RequirementRow;
export type RequirementDetail = contract.RequirementDetail;
export type Requirements = z.infer<typeof contract.Requirements>;
export type Units = z.infer<typeof contract.Units>;
export type Systems = systems.Systems;
export type NewForm = decisions.NewForm;
export type Relief = decisions.Relief;
export type ReliefOrder = z.input<typeof decisions.ReliefOrder>;
export type Staffing = decisions.Staffing;
export type WeekHours = decisions.WeekHours;
export type Overlaps = overlap.Overlaps;
export type Cascade = reform.Cascade;
export type Demands = reform.Demands;
export type Claims = reform.Claims;
export type Funnel = reform.Funnel;
export type SearchAnswer = search.SearchAnswer;
export type SavedView = sharing.SavedView;
export type Shared = sharing.Shared;
export type NewView = z.input<typeof sharing.NewView>;
export type ViewChange = z.input<typeof sharing.ViewChange>;
export type Note = sharing.Note;
export type NewNote = z.input<typeof sharing.NewNote>;
export type Inbox = sharing.Inbox;
export type InboxItem = sharing.InboxItem;
export type Sources = sources.Sources;
export type Coverage = sources.Coverage;
export type TimeModelState = timeModel.TimeModelState;
export type TimeNumbers = timeModel.TimeNumbers;
export type TimeModelOrder = timeModel.TimeModelChangeOrder;
export type PolicyRows = policy.PolicyRows;
export type PolicyRow = policy.PolicyRow;
export type PolicyMatrix = policy.PolicyMatrix;
export type PolicyEvidence = policy.PolicyEvidence;
export type RuleStates = policy.RuleStates;
export type Editions = policy.Editions;
export type Receipt = intake.Receipt;
export type Batches = intake.Batches;
export type BatchAnswer = intake.BatchAnswer;
export type BatchProfile = intake.BatchProfile;
export type WithdrawalAnswer = intake.WithdrawalAnswer;
export type PhotoSettings = z.output<typeof intake.PhotoSettings>;
export type Connector = connectors.Connector;
export type Connectors = connectors.Connectors;
export type ConnectorOrder = z.input<typeof connectors.ConnectorOrder>;
export type ConnectorHosts = connectors.ConnectorHosts;
export type JobEvent = intake.JobEvent;
export type Audit = z.infer<typeof intake.Audit>;
export type DraftView = mapping.DraftView;
export type Trial = mapping.Trial;
export type UnknownCodes = codes.UnknownCodes;
export type CodeLinks = codes.CodeLinks;

const BASE = '/api/v1';
type Params = Record<string, string | number | undefined>;

/** An RFC 9457 answer, or the network's failure dressed as one (`code: 'unreachable'`). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly correlationId: string;
  readonly errors: readonly { path: string; message: string }[];
  constructor(problem: Partial<contract.Problem>, status: number) {
    super(problem.detail || problem.title || '');
    this.status = problem.status ?? status;
    this.code = problem.code ?? `http-${status}`;
    this.correlationId = problem.correlationId ?? '';
    this.errors = problem.errors ?? [];
  }
}

const caller = { csrf: '', language: 'zh-CN', onSignedOut: (): void => undefined };

/** Set once by the session and the language switch, so that pages need not carry either around. */
export function setCaller(change: Partial<typeof caller>): void {
  Object.assign(caller, change);
}

export function apiAddress(path: string, params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return `${BASE}/${path}${text ? `?${text}` : ''}`;
}

function problemOf(status: number, text: string): ApiProblem {
  try {
    return new ApiProblem(JSON.parse(text) as Partial<contract.Problem>, status);
  } catch {
    return new ApiProblem({}, status);
  }
}

export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { params, body, signal }: { params?: Params; body?: unknown; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': caller.language };
  if (method !== 'GET' && caller.csrf) headers['X-CSRF-Token'] = caller.csrf;
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(apiAddress(path, params), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiProblem({ code: 'unreachable' }, 0);
  }
  const text = await response.text();
  if (!response.ok) {
    if (response.status === 401 && path !== 'session') caller.onSignedOut();
    throw problemOf(response.status, text);
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

const part = encodeURIComponent;

export const api = {
  signIn: (name: string, password: string) => call<Session>('POST', 'session', { body: { name, password } }),
  session: () => call<Session>('GET', 'session'),
  signOut: () => call<void>('DELETE', 'session'),
  catalogue: (params: Params, signal?: AbortSignal) => call<Catalogue>('GET', 'catalogue', { params, signal }),
  values: (params: Params, signal?: AbortSignal) =>
    call<IndicatorValues>('GET', 'indicators/values', { params, signal }),
  indicatorEvidence: (id: string, params: Params, signal?: AbortSignal) =>
    call<Evidence>('GET', `indicators/${part(id)}/evidence`, { params, signal }),
  findings: (params: Params, signal?: AbortSignal) => call<Findings>('GET', 'findings', { params, signal }),
  finding: (id: string, signal?: AbortSignal) => call<FindingDetail>('GET', `findings/${part(id)}`, { signal }),
  findingEvidence: (id: string, params: Params, signal?: AbortSignal) =>
    call<Evidence>('GET', `findings/${part(id)}/evidence`, { params, signal }),
  markFinding: (id: string, body: TriageChange) => call<Finding>('PUT', `findings/${part(id)}/triage`, { body }),
  findingEvents: (id: string, detector: string, signal?: AbortSignal) =>
    call<ViewEvents>('GET', `findings/${part(id)}/views/events`, {
      params: { detector: detector || undefined },
      signal,
    }),
  findingNumbers: (id: string, signal?: AbortSignal) =>
    call<NumberViews>('GET', `findings/${part(id)}/views/numbers`, { signal }),
  findingPressure: (id: string, detector: string, signal?: AbortSignal) =>
    call<PressureView>('GET', `findings/${part(id)}/views/pressure`, { params: { detector }, signal }),
  findingOutcome: (id: string, signal?: AbortSignal) =>
    call<OutcomeView>('GET', `findings/${part(id)}/views/outcome`, { signal }),
  soundness: (signal?: AbortSignal) => call<Soundness>('GET', 'soundness', { signal }),
  original: (kind: string, source: string, externalId: string, signal?: AbortSignal) =>
    call<Original>('GET', `facts/${part(kind)}/${part(source)}/${part(externalId)}/original`, { signal }),
  policy: (params: Params, signal?: AbortSignal) => call<PolicyRows>('GET', 'policy', { params, signal }),
  policyMatrix: (params: Params, signal?: AbortSignal) =>
    call<PolicyMatrix>('GET', 'policy/matrix', { params, signal }),
  policyEvidence: (params: Params, signal?: AbortSignal) =>
    call<PolicyEvidence>('GET', 'policy/evidence', { params, signal }),
  editions: (rule: string, signal?: AbortSignal) =>
    call<Editions>('GET', 'policy/editions', { params: { rule }, signal }),
  rules: (signal?: AbortSignal) => call<RuleStates>('GET', 'rules', { signal }),
  setParameter: (rule: string, name: string, body: { value: number | null; note: string }) =>
    call<RuleStates>('PUT', `rules/${part(rule)}/parameters/${part(name)}`, { body }),
  setRegions: (set: string, body: { regions: string[]; note: string }) =>
    call<RuleStates>('PUT', `rules/sets/${part(set)}`, { body }),
  requirements: (signal?: AbortSignal) => call<Requirements>('GET', 'requirements', { signal }),
  requirement: (code: string, params: Params, signal?: AbortSignal) =>
    call<RequirementDetail>('GET', `requirements/${part(code)}`, { params, signal }),
  overlaps: (params: Params, signal?: AbortSignal) => call<Overlaps>('GET', 'requirements/overlap', { params, signal }),
  newForm: (params: Params, signal?: AbortSignal) => call<NewForm>('GET', 'new-form', { params, signal }),
  weekHours: (id: string, params: Params, signal?: AbortSignal) =>
    call<WeekHours>('GET', `indicators/${part(id)}/hours`, { params, signal }),
  cascade: (params: Params, signal?: AbortSignal) => call<Cascade>('GET', 'cascade', { params, signal }),
  demands: (params: Params, signal?: AbortSignal) => call<Demands>('GET', 'demands', { params, signal }),
  claims: (params: Params, signal?: AbortSignal) => call<Claims>('GET', 'claims', { params, signal }),
  funnel: (params: Params, signal?: AbortSignal) => call<Funnel>('GET', 'funnel', { params, signal }),
  staffing: (params: Params, signal?: AbortSignal) => call<Staffing>('GET', 'staffing', { params, signal }),
  relief: (params: Params, signal?: AbortSignal) => call<Relief>('GET', 'relief', { params, signal }),
  recordRelief: (body: ReliefOrder) => call<Relief>('POST', 'relief/actions', { body }),
  withdrawRelief: (id: number) => call<Relief>('DELETE', `relief/actions/${id}`),
  systems: (signal?: AbortSignal) => call<Systems>('GET', 'systems', { signal }),
  units: (signal?: AbortSignal) => call<Units>('GET', 'units', { signal }),
  search: (q: string, signal?: AbortSignal) => call<SearchAnswer>('GET', 'search', { params: { q }, signal }),
  timeModel: (signal?: AbortSignal) => call<TimeModelState>('GET', 'time-model', { signal }),
  setTimeModel: (order: TimeModelOrder) => call<TimeModelState>('PUT', 'time-model', { body: order }),
  coverage: (params: Params, signal?: AbortSignal) => call<Coverage>('GET', 'coverage', { params, signal }),
  sources: (signal?: AbortSignal) => call<Sources>('GET', 'sources', { signal }),
  batches: (params: Params, signal?: AbortSignal) => call<Batches>('GET', 'batches', { params, signal }),
  loadUploads: (params: Params, signal?: AbortSignal) => call<BatchAnswer>('POST', 'batches', { params, signal }),
  giveUpUpload: (id: string) => call<void>('DELETE', `uploads/${part(id)}`),
  batch: (receipt: number, signal?: AbortSignal) => call<Receipt>('GET', `batches/${receipt}`, { signal }),
  receipt: (sha256: string, signal?: AbortSignal) =>
    call<Receipt | { state: 'never-seen' }>('GET', `receipts/${part(sha256)}`, { signal }),
  withdraw: (receipt: number, reason: string) =>
    call<WithdrawalAnswer>('POST', 'withdrawals', { body: { receipt, reason } }),
  refusedAddress: (receipt: number) => apiAddress(`batches/${receipt}/refused.csv`),
  photoSettings: (signal?: AbortSignal) => call<PhotoSettings>('GET', 'photo-settings', { signal }),
  savePhotoSettings: (body: PhotoSettings) => call<PhotoSettings>('PUT', 'photo-settings', { body }),
  connectors: (signal?: AbortSignal) => call<Connectors>('GET', 'connectors', { signal }),
  saveConnector: (name: string, body: ConnectorOrder) => call<Connector>('PUT', `connectors/${part(name)}`, { body }),
  runConnector: (name: string) => call<Connector>('POST', `connectors/${part(name)}/run`),
  removeConnector: (name: string) => call<void>('DELETE', `connectors/${part(name)}`),
  connectorHosts: (signal?: AbortSignal) => call<ConnectorHosts>('GET', 'connector-hosts', { signal }),
  allowHost: (address: string, internal: boolean) =>
    call<ConnectorHosts>('PUT', `connector-hosts/${part(address)}`, { body: { internal } }),
  forbidHost: (address: string) => call<void>('DELETE', `connector-hosts/${part(address)}`),
  cancelJob: (job: string) => call<void>('DELETE', `jobs/${part(job)}`),
  mappings: (signal?: AbortSignal) => call<mapping.Mappings>('GET', 'mappings', { signal }),
  mapping: (name: string, signal?: AbortSignal) =>
    call<mapping.MappingVersions>('GET', `mappings/${part(name)}`, { signal }),
  sendDraft: (file: File) => {
    const body = new FormData();
    body.append('file', file, file.name);
    return call<DraftView>('POST', 'batches/drafts', { body });
  },
  saveMapping: (body: unknown) => call<mapping.SavedMappingAnswer>('POST', 'mappings', { body }),
  lookAtDraft: (draft: string, body: unknown) =>
    call<DraftView>('POST', `mappings/drafts/${part(draft)}/look`, { body }),
  tryMapping: (draft: string, body: unknown, signal?: AbortSignal) =>
    call<Trial>('POST', `mappings/drafts/${part(draft)}/trial`, { body, signal }),
  loadDraft: (draft: string, body: unknown) => call<Receipt>('POST', `mappings/drafts/${part(draft)}/load`, { body }),
  unknownCodes: (signal?: AbortSignal) => call<UnknownCodes>('GET', 'unknown-codes', { signal }),
  createCode: (body: unknown) => call<Receipt>('POST', 'unknown-codes/created', { body }),
  linkCode: (body: unknown) => call<codes.CodeReceipts>('POST', 'unknown-codes/linked', { body }),
  codeLinks: (signal?: AbortSignal) => call<CodeLinks>('GET', 'code-links', { signal }),
  unlinkCode: (id: number) => call<codes.CodeReceipts>('DELETE', `code-links/${id}`),
  views: (signal?: AbortSignal) => call<sharing.SavedViews>('GET', 'views', { signal }),
  saveView: (body: NewView) => call<SavedView>('POST', 'views', { body }),
  changeView: (id: number, body: ViewChange) => call<SavedView>('PUT', `views/${id}`, { body }),
  removeView: (id: number) => call<void>('DELETE', `views/${id}`),
  notes: (params: Params, signal?: AbortSignal) => call<sharing.Notes>('GET', 'notes', { params, signal }),
  addNote: (body: NewNote) => call<Note>('POST', 'notes', { body }),
  removeNote: (id: number) => call<void>('DELETE', `notes/${id}`),
  follow: (finding: string) => call<void>('PUT', `follows/${part(finding)}`),
  unfollow: (finding: string) => call<void>('DELETE', `follows/${part(finding)}`),
  inbox: (signal?: AbortSignal) => call<Inbox>('GET', 'inbox', { signal }),
  markRead: (items: string[] | undefined) => call<void>('POST', 'inbox/read', { body: items ? { items } : {} }),
  audit: (params: Params, signal?: AbortSignal) => call<Audit>('GET', 'audit', { params, signal }),
};

/** Headers of a request that changes something, for callers that cannot use `call`. */
export function changingHeaders(): Record<string, string> {
  return { Accept: 'application/json', 'Accept-Language': caller.language, 'X-CSRF-Token': caller.csrf };
}

/** What an answer outside `call` means. */
export function problemOfAnswer(status: number, text: string): ApiProblem {
  if (status === 401) caller.onSignedOut();
  return status === 0 ? new ApiProblem({ code: 'unreachable' }, 0) : problemOf(status, text);
}

const ENDED = ['done', 'failed', 'cancelled'];

/** Follows a job until it ends; the browser resumes a broken stream with Last-Event-ID. Returns a way to stop. */
export function followJob(job: string, onEvent: (event: JobEvent) => void, onLost: () => void): () => void {
  const stream = new EventSource(apiAddress(`jobs/${part(job)}/events`));
  stream.onmessage = (message: MessageEvent<string>) => {
    const event = JSON.parse(message.data) as JobEvent;
    onEvent(event);
    if (ENDED.includes(event.state)) stream.close();
  };
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) onLost();
  };
  return () => stream.close();
}

/** A random UUID also where the page is served without TLS inside a county network (no `crypto.randomUUID` there). */
export function newJobId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
