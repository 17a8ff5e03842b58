/** What is asked about findings: marks, evidence views, and how right the tool has been. */
import { keepPreviousData, useMutation, useQuery } from '@tanstack/vue-query';
import { computed, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { api } from './api.ts';
import type { TriageChange } from './api.ts';
import { queryClient } from './queries.ts';

type Source<T> = MaybeRefOrGetter<T>;

export function useMarking() {
  return useMutation({
    mutationFn: ({ id, ...change }: { id: string } & TriageChange) => api.markFinding(id, change),
    onSuccess: () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey }) => ['findings', 'finding'].includes(String(queryKey[0])),
      }),
  });
}

export function useFindingEvents(id: Source<string>, detector: Source<string>) {
  return useQuery({
    queryKey: computed(() => ['evidence', 'events', toValue(id), toValue(detector)]),
    queryFn: ({ signal }) => api.findingEvents(toValue(id), toValue(detector), signal),
    placeholderData: keepPreviousData,
  });
}

export function useFindingNumbers(id: Source<string>) {
  return useQuery({
    queryKey: computed(() => ['evidence', 'numbers', toValue(id)]),
    queryFn: ({ signal }) => api.findingNumbers(toValue(id), signal),
  });
}

export function useFindingPressure(id: Source<string>, detector: Source<string>) {
  return useQuery({
    queryKey: computed(() => ['evidence', 'pressure', toValue(id), toValue(detector)]),
    queryFn: ({ signal }) => api.findingPressure(toValue(id), toValue(detector), signal),
    placeholderData: keepPreviousData,
    enabled: () => toValue(detector) !== '',
  });
}

export function useFindingOutcome(id: Source<string>) {
  return useQuery({
    queryKey: computed(() => ['evidence', 'outcome', toValue(id)]),
    queryFn: ({ signal }) => api.findingOutcome(toValue(id), signal),
  });
}

export function useSoundness() {
  return useQuery({ queryKey: ['findings', 'soundness'], queryFn: ({ signal }) => api.soundness(signal) });
}
