/** How two alike texts are set side by side, and that this sees the same shingles as the engine. */
import { normalisedText, shinglesOf } from '../../../metrics/text/normalised-text.ts';
import { shingles, textParts } from '../../../server/findings/text-parts.ts';
import { openTestFactStore } from '../../support/fact-store.ts';

const FRAME = '今日情况如下：……。特此记录。';
const EARLIER = '今日情况如下：走访 12 户，排水沟已清。特此记录。';
const LATER = '今日情况如下：走访 7 户，灭火器已换。特此记录。';

describe('textParts', () => {
  it('tells template, common and own text apart, and loses no character', () => {
    const parts = textParts(LATER, shingles(FRAME.replace('……', '')), shingles(EARLIER));
    expect(parts).toEqual([
      { text: '今日情况如下：', part: 'template' },
      { text: '走访 7 户，', part: 'shared' },
      { text: '灭火器已换。', part: 'own' },
      { text: '特此记录。', part: 'template' },
    ]);
    expect(parts.map((part) => part.text).join('')).toBe(LATER);
  });

  it('takes a text without any shingle, and an empty one', () => {
    expect(textParts('好。', new Set(), new Set())).toEqual([{ text: '好。', part: 'own' }]);
    expect(textParts('', new Set(), new Set())).toEqual([]);
  });
});

describe('shingles', () => {
  it('are those of the engine', async () => {
    const { store, close } = await openTestFactStore();
    try {
      for (const text of [LATER, 'Ｃａｓｅ Ⅳ：１２３,456 户;é à', '𠮷野家 2026年3月２日', 'ﬁle①②—… a']) {
        const [row] = await store.query<{ pieces: string[] }>(
          `SELECT arraySort(${shinglesOf(normalisedText('{text:String}'))}) AS pieces`,
          { text },
        );
        expect([...shingles(text)].sort()).toEqual([...row!.pieces].sort());
      }
    } finally {
      await close();
    }
  });
});
