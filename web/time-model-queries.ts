/** Server state of the time model. */
import { useMutation, useQuery } from '@tanstack/vue-query';
import { api } from './api.ts';
import type { TimeModelOrder } from './api.ts';
import { queryClient } from './queries.ts';

export function useTimeModel() {
  return useQuery({ queryKey: ['time-model'], queryFn: ({ signal }) => api.timeModel(signal) });
}

/** Figures follow when they are computed again: `useSources` then renews them. A draft of a new form follows at once. */
export function useTimeModelChange() {
  return useMutation({
    mutationFn: (order: TimeModelOrder) => api.setTimeModel(order),
    onSuccess: (state) => {
      queryClient.setQueryData(['time-model'], state);
      void queryClient.invalidateQueries({ queryKey: ['sources'] });
      void queryClient.invalidateQueries({ queryKey: ['new-form'] });
    },
  });
}
