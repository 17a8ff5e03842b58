/** Server state through TanStack Query: one cache entry per request, kept while the tab is open. */
import { QueryClient, keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query';
import { computed, toValue, watch } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { api, ApiProblem } from './api.ts';
import type { CatalogueItem, ReliefOrder } from './api.ts';
import { can } from './session.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // An answer with a reason will not change by asking again; a lost connection may.
      retry: (failures, problem) => failures < 2 && problem instanceof ApiProblem && problem.status === 0,
    },
  },
});

const STALE_POLL_MILLISECONDS = 5_000;
const COMPUTED = [
  'coverage',
  'values',
  'week-hours',
  'new-form',
  'relief',
  'staffing',
  'findings',
  'finding',
  'requirement',
  'overlaps',
  'systems',
  'evidence',
  'policy',
  'reform',
];
const isComputed = ({ queryKey }: { queryKey: readonly unknown[] }): boolean => COMPUTED.includes(String(queryKey[0]));

type Params = Record<string, string | number | undefined>;

/** What is measured and how; with the SQL only where a page shows it, which doubles the answer. */
export function useCatalogue(withSql = false) {
  const query = useQuery({
    queryKey: ['catalogue', withSql],
    queryFn: ({ signal }) => api.catalogue(withSql ? {} : { without: 'sql' }, signal),
    staleTime: Infinity,
  });
  const byId = computed(() => new Map<string, CatalogueItem>(query.data.value?.items.map((item) => [item.id, item])));
  return { query, byId };
}

export function useUnits() {
  return useQuery({ queryKey: ['units'], queryFn: ({ signal }) => api.units(signal), staleTime: 600_000 });
}

/** How fresh the sources are. While new rows are still to be computed it asks again, and renews every figure when they are. */
export function useSources() {
  const query = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => api.sources(signal),
    refetchInterval: ({ state }) => (state.data?.stale ? STALE_POLL_MILLISECONDS : false),
  });
  watch(
    () => query.data.value?.computedAt,
    (now, before) => {
      if (before && now && now !== before) void queryClient.invalidateQueries({ predicate: isComputed });
    },
  );
  return query;
}

/** How many batches the figures of a period rest on */
export function useCoverage(params: MaybeRefOrGetter<Params>, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ['coverage', toValue(params)]),
    queryFn: ({ signal }) => api.coverage(toValue(params), signal),
    staleTime: 600_000,
    enabled: () => can('figures') && enabled(),
  });
}

export function useRequirements() {
  return useQuery({
    queryKey: ['requirements'],
    queryFn: ({ signal }) => api.requirements(signal),
    staleTime: 600_000,
  });
}

export function useRequirement(code: MaybeRefOrGetter<string>, params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['requirement', toValue(code), toValue(params)]),
    queryFn: ({ signal }) => api.requirement(toValue(code), toValue(params), signal),
  });
}

export function useSystems() {
  return useQuery({
    queryKey: ['systems'],
    queryFn: ({ signal }) => api.systems(signal),
    enabled: () => can('figures'),
  });
}

export function useOverlaps(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['overlaps', toValue(params)]),
    queryFn: ({ signal }) => api.overlaps(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('figures'),
  });
}

/** What a reform office asks of the whole: one of four answers. */
export function useReform<Of extends 'cascade' | 'demands' | 'claims' | 'funnel'>(
  of: Of,
  params: MaybeRefOrGetter<Params>,
) {
  type Answer = Awaited<ReturnType<(typeof api)[Of]>>;
  return useQuery({
    queryKey: computed(() => ['reform', of, toValue(params)]),
    queryFn: ({ signal }) => api[of](toValue(params), signal) as Promise<Answer>,
    placeholderData: keepPreviousData,
    enabled: () => can('figures'),
  });
}

export function useValues(params: MaybeRefOrGetter<Params>, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ['values', toValue(params)]),
    queryFn: ({ signal }) => api.values(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('figures') && enabled(),
  });
}

export function useWeekHours(id: MaybeRefOrGetter<string>, params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['week-hours', toValue(id), toValue(params)]),
    queryFn: ({ signal }) => api.weekHours(toValue(id), toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('figures'),
  });
}

export function useNewForm(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['new-form', toValue(params)]),
    queryFn: ({ signal }) => api.newForm(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('figures'),
  });
}

export function useStaffing(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['staffing', toValue(params)]),
    queryFn: ({ signal }) => api.staffing(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('figures'),
  });
}

export function useRelief(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['relief', toValue(params)]),
    queryFn: ({ signal }) => api.relief(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('figures'),
  });
}

export function useReliefChange() {
  return useMutation({
    mutationFn: (change: { record: ReliefOrder } | { withdraw: number }) =>
      'record' in change ? api.recordRelief(change.record) : api.withdrawRelief(change.withdraw),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['relief'] }),
  });
}

export function useFindings(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['findings', toValue(params)]),
    queryFn: ({ signal }) => api.findings(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('findings'),
  });
}

export function useFinding(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['finding', toValue(id)]),
    queryFn: ({ signal }) => api.finding(toValue(id), signal),
  });
}

/** Rows behind a figure: of a finding when `finding` is given, else of an indicator or detector. */
export function useEvidence(
  of: MaybeRefOrGetter<{ finding?: string; indicator?: string; params: Params }>,
  enabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: computed(() => ['evidence', toValue(of)]),
    queryFn: ({ signal }) => {
      const { finding, indicator, params } = toValue(of);
      return finding
        ? api.findingEvidence(finding, params, signal)
        : api.indicatorEvidence(indicator ?? '', params, signal);
    },
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useBatches(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['batches', toValue(params)]),
    queryFn: ({ signal }) => api.batches(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('batches'),
  });
}

export function useAudit(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['audit', toValue(params)]),
    queryFn: ({ signal }) => api.audit(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('audit'),
  });
}

/** While one of them runs it asks again: its receipt is due. */
export function useConnectors() {
  return useQuery({
    queryKey: ['connectors'],
    queryFn: ({ signal }) => api.connectors(signal),
    staleTime: 5_000,
    refetchInterval: ({ state }) => (state.data?.rows.some((row) => row.state === 'running') ? 2_000 : 60_000),
    enabled: () => can('connectors'),
  });
}

export function usePhotoSettings() {
  return useQuery({
    queryKey: ['photo-settings'],
    queryFn: ({ signal }) => api.photoSettings(signal),
    enabled: () => can('photos'),
    // What somebody is changing is not taken from under their hands.
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useConnectorHosts() {
  return useQuery({
    queryKey: ['connector-hosts'],
    queryFn: ({ signal }) => api.connectorHosts(signal),
    enabled: () => can('connectors'),
  });
}
