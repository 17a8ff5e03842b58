import { base } from '../../web/charts/model.ts';
import { pictureSvg, wrapped } from '../../web/charts/picture.ts';
import { context, theme } from './chart-answers.ts';

/** Every Han character is two wide, everything else one. */
const measure = (text: string): number =>
  [...text].reduce((all, one) => all + (/\p{Script=Han}/u.test(one) ? 2 : 1), 0);

describe('a chart as a picture', () => {
  it('breaks lines where the language allows it and loses nothing', () => {
    expect(wrapped('each requirement costs hours', 12, measure)).toEqual(['each', 'requirement', 'costs hours']);
    expect(wrapped('每周填报用时', 6, measure)).toEqual(['每周填', '报用时']);
    expect(wrapped('averyverylongword', 4, measure)).toEqual(['averyverylongword']);
    expect(wrapped('', 4, measure)).toEqual([]);
    const mixed = '一点一周，2025-12-15 那一周最高，6,414 小时。';
    expect(wrapped(mixed, 12, measure).join('').replaceAll(' ', '')).toBe(mixed.replaceAll(' ', ''));
  });

  it('holds the sentence, the drawing and the stamp, with what came from files escaped', () => {
    const picture = pictureSvg({
      title: '<某局> & "表"',
      reading: 'how to read',
      stamp: 'as of',
      drawing: '<svg id="drawn"></svg>',
      width: 300,
      height: 100,
      theme,
      measure: (text) => measure(text),
    });
    expect(picture.svg).toContain('&lt;某局&gt; &amp; &quot;表&quot;');
    expect(picture.svg).toContain('<svg id="drawn"></svg>');
    expect(picture.width).toBe(348);
    // Margins, one line of title, two small lines, 16 around the drawing.
    expect(picture.height).toBe(24 + 26 + 20 + 8 + 100 + 8 + 20 + 24);
    expect(picture.svg.indexOf('how to read')).toBeLessThan(picture.svg.indexOf('as of'));
  });
});

describe('motion', () => {
  it('is left out for whoever asked the system for less', () => {
    expect(base({ ...context, still: true }, '').animation).toBe(false);
    expect(base(context, '').animation).toBe(true);
  });
});
