/** Which pictures a finding is offered, how rows gather to pairs, and the keys of the queue. */
import type { EvidenceRow } from '../../server/contract.ts';
import { catalogue } from '../../metrics/catalogue.ts';
import { SHINGLE_CHARACTERS } from '../../metrics/text/normalised-text.ts';
import { clustersOf, photoOf } from '../../web/evidence-clusters.ts';
import { hashDistance, viewsOf } from '../../web/evidence-view-model.ts';
import { likeness, RUN } from '../../web/text-likeness.ts';
import { rowAfter, triageAct, TRIAGE_KEYS } from '../../web/triage-keys.ts';

const stroke = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('the pictures of a finding', () => {
  it('follow the detectors that stand out, the most unusual first', () => {
    expect(
      viewsOf([
        { id: 'entry-lag', family: 'timing' },
        { id: 'shared-device', family: 'location' },
      ]).map(({ view, detectors }) => [view, detectors]),
    ).toEqual([
      ['clocks', ['entry-lag']],
      ['devices', ['shared-device']],
      ['map', ['shared-device']],
      ['pressure', ['entry-lag', 'shared-device']],
      ['outcome', ['entry-lag', 'shared-device']],
    ]);
    expect(viewsOf([])).toEqual([]);
  });

  it('exist for every detector of the catalogue', () => {
    const risks = catalogue.filter((item) => item.kind === 'risk');
    const bare = risks.filter(({ id, family }) => viewsOf([{ id, family }]).length < 3).map(({ id }) => id);
    expect(risks.length).toBeGreaterThan(20);
    expect(bare).toEqual([]);
  });

  it('count the bits in which two hashes differ', () => {
    expect(hashDistance('be5daf7e39ad6c82', 'be5daf7e39ad6c82')).toBe(0);
    expect(hashDistance('0000000000000000', 'f00000000000000f')).toBe(8);
    expect(hashDistance('', 'f00000000000000f')).toBeNull();
  });
});

describe('pairs', () => {
  const row = (externalId: string, more: Partial<EvidenceRow>): EvidenceRow =>
    ({ externalId, columns: {}, ...more }) as EvidenceRow;
  const rows = [
    row('a', { signal: '1', role: 'flagged' }),
    row('b', { signal: '1', role: 'partner' }),
    row('c', { signal: '2', role: 'flagged' }),
    row('d', {}),
  ];

  it('are a flagged row with what proves it', () => {
    expect(clustersOf(rows).map(({ flagged, partners }) => [flagged.externalId, partners.length])).toEqual([['a', 1]]);
    expect(clustersOf(rows, true).map(({ flagged }) => flagged.externalId)).toEqual(['a', 'c']);
  });

  it('show the photo the signal speaks of', () => {
    const photos = [{ sha256: 'x' }, { sha256: 'y' }] as unknown as NonNullable<EvidenceRow['photos']>;
    expect(photoOf(row('a', { photos }), 'y')).toBe(photos[1]);
    expect(photoOf(row('a', { photos }), 'z')).toBe(photos[0]);
    expect(photoOf(row('a', {}))).toBeUndefined();
  });
});

describe('the likeness of texts', () => {
  const text = (own: string) =>
    ({
      parts: [
        { text: '今日工作情况如下：', part: 'template' },
        { text: own, part: 'own' },
      ],
      columns: {},
    }) as unknown as EvidenceRow;

  it('leaves the template out, and punctuation', () => {
    const rows = [
      '走访三户,发放药品',
      '走访三户，发放药品。',
      '走访三户发放药品并登记',
      '开会',
      '清理河道垃圾两车',
    ].map(text);
    const square = likeness(rows);
    expect(square[0]![1]).toBe(1);
    // Six runs of three characters in eight, nine in eleven: six of nine shared.
    expect(RUN).toBe(SHINGLE_CHARACTERS);
    expect(square[0]![2]).toBeCloseTo(6 / 9, 12);
    expect(square[2]![0]).toBe(square[0]![2]);
    expect(square[0]![3]).toBeNull();
    expect(square[0]![4]).toBe(0);
  });
});

describe('the keys of the queue', () => {
  it('are letters outside fields; shortcuts of the browser and of the search box stay what they are', () => {
    expect(TRIAGE_KEYS.map(({ key }) => triageAct(stroke(key), false))).toEqual(TRIAGE_KEYS.map(({ act }) => act));
    expect(triageAct(stroke('x'), true)).toBeNull();
    expect(triageAct(stroke('k', { ctrlKey: true }), false)).toBeNull();
    expect(triageAct(stroke('constructor'), false)).toBeNull();
  });

  it('go down and up and stop at the ends', () => {
    expect([rowAfter(-1, 'next', 3), rowAfter(0, 'next', 3), rowAfter(2, 'next', 3)]).toEqual([0, 1, 2]);
    expect([rowAfter(-1, 'previous', 3), rowAfter(0, 'previous', 3), rowAfter(0, 'next', 0)]).toEqual([2, 0, -1]);
  });
});
