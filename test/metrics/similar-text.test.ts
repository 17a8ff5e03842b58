/** Likeness of texts: the figures of the fabrication note (5, F15), templates learned and published, and what moves between days. */
import { textCopyNear } from '../../metrics/risk/text/text-copy-near.ts';
import type { FactStore } from '../../server/facts/fact-store.ts';
import { allKinds, replaceFacts } from '../support/example-facts.ts';
import { openTestFactStore } from '../support/fact-store.ts';
import { prepareLookups } from '../support/lookups.ts';

let store: FactStore;
let close: () => Promise<void>;
beforeAll(async () => ({ store, close } = await openTestFactStore()));
afterAll(() => close());

const parameters = Object.fromEntries(
  Object.entries(textCopyNear.parameters).map(([name, { value }]) => [name, value]),
);
const example = textCopyNear.examples[0]!;

describe('text-copy-near', () => {
  it('says how alike, and to how many', async () => {
    await replaceFacts(store, example.facts, allKinds);
    await prepareLookups(store);
    const days = ['2026-03-02', '2026-03-04', '2026-03-06'];
    const rows = await store.query<{ id: string; detail: string }>(
      `SELECT events[1].3 AS id, detail FROM (${textCopyNear.signals}) ORDER BY at`,
      { ...parameters, days },
    );
    expect(rows.map(({ id, detail }) => [id, JSON.parse(detail)])).toEqual([
      ['edited', { similarity: 0.881, alike: 1, same_person: false, days_since_first: 2, cluster: 'app/own2' }],
      ['again', expect.objectContaining({ alike: 2, same_person: true, days_since_first: 4, cluster: 'app/own2' })],
    ]);
  });

  it('learns the frame of the form, and nothing of what its reports say', async () => {
    const [learned] = await store.query<{ sample: number; wording: string }>(
      `SELECT sample, arrayStringConcat(pieces, ' ') AS wording FROM text_templates WHERE requirement = 'R1'`,
    );
    expect(learned!.sample).toBe(8);
    for (const piece of ['今日工', '情况如', '批评指', '评指正']) expect(learned!.wording).toContain(piece);
    for (const piece of ['水库下', '学生戏', '如下水']) expect(learned!.wording).not.toContain(piece);
    const [row] = await store.query<{ chars: number; template_chars: number; body: number }>(
      `SELECT chars, template_chars, length(body) AS body FROM text_sketches WHERE external_id = 'own2'`,
    );
    // 8 characters before and 25 after the body's 61.
    expect(row).toEqual({ chars: 94, template_chars: 33, body: 63 });
  });
});
