/** Views, notes and inbox: what is asked of the server and what is renewed after a change. */
import { useMutation, useQuery } from '@tanstack/vue-query';
import { computed, toValue } from 'vue';
import type { MaybeRefOrGetter } from 'vue';
import { api } from './api.ts';
import type { NewNote, NewView, ViewChange } from './api.ts';
import { queryClient } from './queries.ts';
import { can, session } from './session.ts';

/** New things are noticed within a minute; nobody waits for them. */
const INBOX_POLL_MILLISECONDS = 60_000;

export function useInbox() {
  return useQuery({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => api.inbox(signal),
    staleTime: 15_000,
    refetchInterval: INBOX_POLL_MILLISECONDS,
    enabled: () => session.value !== null,
  });
}

export function useMarkRead() {
  return useMutation({
    mutationFn: (items: string[] | undefined) => api.markRead(items),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  });
}

export function useSavedViews() {
  return useQuery({
    queryKey: ['views'],
    queryFn: ({ signal }) => api.views(signal),
    enabled: () => session.value !== null,
  });
}

const viewsChanged = { onSettled: () => queryClient.invalidateQueries({ queryKey: ['views'] }) };
export const useSaveView = () => useMutation({ mutationFn: (view: NewView) => api.saveView(view), ...viewsChanged });
export const useChangeView = () =>
  useMutation({
    mutationFn: ({ id, change }: { id: number; change: ViewChange }) => api.changeView(id, change),
    ...viewsChanged,
  });
export const useRemoveView = () => useMutation({ mutationFn: (id: number) => api.removeView(id), ...viewsChanged });

type About = { finding: string } | { from?: string | undefined; to?: string | undefined };

export function useNotes(about: MaybeRefOrGetter<About>) {
  return useQuery({
    queryKey: computed(() => ['notes', toValue(about)]),
    queryFn: ({ signal }) => api.notes(toValue(about), signal),
    enabled: () => can('notes'),
  });
}

const notesChanged = { onSettled: () => queryClient.invalidateQueries({ queryKey: ['notes'] }) };
export const useAddNote = () => useMutation({ mutationFn: (note: NewNote) => api.addNote(note), ...notesChanged });
export const useRemoveNote = () => useMutation({ mutationFn: (id: number) => api.removeNote(id), ...notesChanged });
export const useFollow = () =>
  useMutation({
    mutationFn: ({ finding, follow }: { finding: string; follow: boolean }) =>
      follow ? api.follow(finding) : api.unfollow(finding),
    ...notesChanged,
  });
