/** Former versions of a definition, and what they gave. */
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import type { DefinitionVersions, FormerResults } from '../server/contract-versions.ts';
import { call } from './api.ts';

const path = (id: string): string => `indicators/${encodeURIComponent(id)}/versions`;

export function useDefinitionVersions(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['versions', toValue(id)]),
    queryFn: ({ signal }) => call<DefinitionVersions>('GET', path(toValue(id)), { signal }),
  });
}

export function useFormerResults(id: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number | null>) {
  return useQuery({
    queryKey: computed(() => ['versions', toValue(id), toValue(version)]),
    queryFn: ({ signal }) => call<FormerResults>('GET', `${path(toValue(id))}/${toValue(version)}`, { signal }),
    enabled: () => toValue(version) !== null,
  });
}
