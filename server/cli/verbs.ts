/** The verbs of `henjian`, in the order help shows them. A new verb is one file and one line here. */
import type { Verb } from './verb.ts';

export const VERBS: Record<string, () => Promise<Verb>> = {
  serve: async () => (await import('./serve.ts')).serve,
  load: async () => (await import('./load.ts')).load,
  receipt: async () => (await import('./receipt.ts')).receipt,
  withdraw: async () => (await import('./withdraw.ts')).withdraw,
  compute: async () => (await import('./compute.ts')).compute,
  catalogue: async () => (await import('./catalogue.ts')).catalogue,
  indicators: async () => (await import('./indicators.ts')).indicators,
  signals: async () => (await import('./signals.ts')).signals,
  findings: async () => (await import('./findings.ts')).findings,
  policy: async () => (await import('./policy.ts')).policy,
  evidence: async () => (await import('./evidence.ts')).evidence,
  export: async () => (await import('./export.ts')).exportView,
  verify: async () => (await import('./verify.ts')).verify,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  doctor: async () => (await import('./doctor.ts')).doctor,
  user: async () => (await import('./user.ts')).user,
  token: async () => (await import('./token.ts')).token,
  connector: async () => (await import('./connector.ts')).connector,
  photos: async () => (await import('./photos.ts')).photos,
  demo: async () => (await import('./demo.ts')).demo,
};
