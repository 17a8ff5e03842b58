/** Saved views, notes and the inbox. Conventions as in contract.ts. */
import { z } from 'zod';
import { code, Role } from './contract.ts';

/** With whom: nobody, colleagues of the same role, everyone; always only up and down the author's own line of units. */
export const SHARED = ['me', 'role', 'all'] as const;
export const Shared = z.enum(SHARED);
export type Shared = z.infer<typeof Shared>;

/** A place within these pages: never another site, never a scheme. */
const address = z
  .string()
  .max(2000)
  // Control characters and blanks cannot come from an address bar.
  .regex(/^\/(?![/\\])[^\s\\]*$/u, 'an address within these pages, beginning with one /');
const name = z.string().trim().min(1).max(80);
const day = z.iso.date();

const authored = {
  id: z.number(),
  shared: Shared,
  by: z.string(),
  role: Role,
  unit: z.string(),
  mine: z.boolean(),
  createdAt: z.string(),
};

export const SavedView = z.object({ ...authored, name: z.string(), address: z.string() });
export type SavedView = z.infer<typeof SavedView>;
export const SavedViews = z.object({ rows: z.array(SavedView) });
export type SavedViews = z.infer<typeof SavedViews>;
export const NewView = z.strictObject({ name, address, shared: Shared.default('me') });
export const ViewChange = z.strictObject({ name: name.optional(), shared: Shared.optional() });

export const Note = z.object({
  ...authored,
  /** One of the two. */
  day: z.string().nullable(),
  finding: z.string().nullable(),
  text: z.string(),
});
export type Note = z.infer<typeof Note>;
export const NotesQuery = z
  .strictObject({ finding: code.optional(), from: day.optional(), to: day.optional() })
  .refine(({ finding, from, to }) => finding === undefined || (from === undefined && to === undefined), {
    message: 'either a finding or days',
  });
export const Notes = z.object({
  rows: z.array(Note),
  /** More than are given: the newest are. */
  total: z.number(),
  /** Only when asked for a finding: whether the caller follows it. */
  following: z.boolean().optional(),
});
export type Notes = z.infer<typeof Notes>;
export const NewNote = z
  .strictObject({
    text: z.string().trim().min(1).max(1000),
    shared: Shared.default('me'),
    day: day.optional(),
    finding: code.optional(),
  })
  .refine(({ day, finding }) => (day === undefined) !== (finding === undefined), {
    message: 'either a day or a finding',
  });

export const INBOX_KINDS = ['findings', 'batch', 'connector', 'view', 'note'] as const;
export const InboxItem = z.object({
  /** Stable: what was read stays read. */
  id: z.string(),
  kind: z.enum(INBOX_KINDS),
  at: z.string(),
  unread: z.boolean(),
  /** How it ended, of batches and connectors; 'shared' and 'written' of the others; 'opened' of findings. */
  state: z.string(),
  /** Name of the file, connector or view, or the text of the note. */
  subject: z.string(),
  by: z.string(),
  count: z.number(),
  /** Where to see it; a view leads to what it shows. */
  to: z.string(),
  /** Of new findings: the first few, the least likely by chance first. */
  findings: z.array(z.object({ id: z.string(), requirement: z.string(), unit: z.string(), month: z.string() })),
});
export type InboxItem = z.infer<typeof InboxItem>;
export const Inbox = z.object({ unread: z.number(), days: z.number(), rows: z.array(InboxItem) });
export type Inbox = z.infer<typeof Inbox>;
/** Ids of items, or everything that is in the inbox now. */
export const InboxRead = z.strictObject({
  /** Ids of items; absent: everything that is in the inbox now. */
  items: z.array(z.string().min(1).max(200)).min(1).max(200).optional(),
});
