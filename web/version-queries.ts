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

/** `model`: the edition of the time model it was computed with; null where it reads none. */
export interface FormerVersion {
  version: number;
  model: number | null;
}

export function useFormerResults(id: MaybeRefOrGetter<string>, former: MaybeRefOrGetter<FormerVersion | null>) {
  return useQuery({
    queryKey: computed(() => ['versions', toValue(id), toValue(former)]),
    queryFn: ({ signal }) => {
      const { version, model } = toValue(former)!;
      const query = model === null ? '' : `?model=${model}`;
      return call<FormerResults>('GET', `${path(toValue(id))}/${version}${query}`, { signal });
    },
    enabled: () => toValue(former) !== null,
  });
}
