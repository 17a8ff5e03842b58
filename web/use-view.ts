import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { address, readView, writeView } from './view-state.ts';
import type { View, ViewSpec } from './view-state.ts';

/** The view in the address of the current page. A change is a step of the browser's history: Back undoes it (`replace` for closing what Back would otherwise open again). */
export function useView<S extends ViewSpec>(
  spec: S,
): {
  view: ComputedRef<View<S>>;
  change: (to: Partial<View<S>>, how?: 'push' | 'replace') => void;
  /** The address a change would lead to: what a mark of a chart opens when it chooses something on its own page. */
  addressOf: (to: Partial<View<S>>) => string;
} {
  const route = useRoute();
  const router = useRouter();
  const view = computed(() => readView(spec, route.query));
  const change = (to: Partial<View<S>>, how: 'push' | 'replace' = 'push'): void => {
    void router[how]({ path: route.path, query: writeView(spec, { ...view.value, ...to }), hash: route.hash });
  };
  const addressOf = (to: Partial<View<S>>): string => {
    const { v: _version, ...query } = writeView(spec, { ...view.value, ...to });
    return address(route.path, query);
  };
  return { view, change, addressOf };
}
