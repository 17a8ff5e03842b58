import { computed, shallowRef } from 'vue';
import { api, ApiProblem, setCaller } from './api.ts';
import type { Session } from './api.ts';
import { may } from './rights.ts';
import type { Right } from './rights.ts';

export const session = shallowRef<Session | null>(null);
export const role = computed(() => session.value?.user.role);
export const can = (right: Right): boolean => may(role.value, right);

function keep(value: Session | null): void {
  session.value = value;
  setCaller({ csrf: value?.csrf ?? '' });
}

let asked: Promise<void> | null = null;

/** Asks the server once who is signed in. An unreachable server is thrown: it is not the same as being signed out. */
export function restoreSession(): Promise<void> {
  asked ??= api.session().then(keep, (problem: unknown) => {
    if (problem instanceof ApiProblem && problem.status === 401) return keep(null);
    asked = null;
    throw problem;
  });
  return asked;
}

export async function signIn(name: string, password: string): Promise<void> {
  keep(await api.signIn(name, password));
  asked = Promise.resolve();
}

export function forgetSession(): void {
  keep(null);
  asked = Promise.resolve();
}

export async function signOut(): Promise<void> {
  await api.signOut().catch(() => undefined);
  forgetSession();
}
