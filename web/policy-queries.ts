/** Server state of the rules: verdicts, their evidence, and what is set for them. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query';
import { computed, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { api } from './api.ts';
import { queryClient } from './queries.ts';
import { can } from './session.ts';

type Params = Record<string, string | number | undefined>;

export function usePolicyMatrix(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['policy', 'matrix', toValue(params)]),
    queryFn: ({ signal }) => api.policyMatrix(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('policy'),
  });
}

export function usePolicy(params: MaybeRefOrGetter<Params>, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ['policy', 'rows', toValue(params)]),
    queryFn: ({ signal }) => api.policy(toValue(params), signal),
    placeholderData: keepPreviousData,
    enabled: () => can('policy') && enabled(),
  });
}

export function usePolicyEvidence(params: MaybeRefOrGetter<Params>) {
  return useQuery({
    queryKey: computed(() => ['policy', 'evidence', toValue(params)]),
    queryFn: ({ signal }) => api.policyEvidence(toValue(params), signal),
    placeholderData: keepPreviousData,
  });
}

export function useEditions(rule: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['policy', 'editions', toValue(rule)]),
    queryFn: ({ signal }) => api.editions(toValue(rule), signal),
    enabled: () => can('policy') && toValue(rule) !== '',
  });
}

export function useRules() {
  return useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => api.rules(signal) });
}

/** A change of what is set; verdicts are asked for anew afterwards. */
export function useRuleChange() {
  return useMutation({
    mutationFn: (
      change:
        | { rule: string; name: string; value: number | null; note: string }
        | { set: string; regions: string[]; note: string },
    ) =>
      'set' in change
        ? api.setRegions(change.set, { regions: change.regions, note: change.note })
        : api.setParameter(change.rule, change.name, { value: change.value, note: change.note }),
    onSuccess: (states) => {
      queryClient.setQueryData(['rules'], states);
      void queryClient.invalidateQueries({ queryKey: ['policy'] });
    },
  });
}
