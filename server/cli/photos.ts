import { PhotoSettings as Shape } from '../contract-intake.ts';
import { PhotoSettings } from '../intake/photos/photo-settings.ts';
import { localActor } from './local-principal.ts';
import { UsageError, type Invocation, type Verb } from './verb.ts';

type Values = Awaited<ReturnType<PhotoSettings['read']>>;

export const photos: Verb = {
  summary: {
    zh: '照片设置:是否保留原图,各来源的水印带',
    en: 'settings of photos: originals, and the watermark band of each source',
  },
  usage: ['', 'originals keep|drop', 'mask SOURCE TOP BOTTOM'],
  run: async (invocation) => {
    const change = changeOf(invocation.words);
    const settings = (await invocation.open()).get(PhotoSettings, { strict: false });
    const before = await settings.read();
    const values = change ? await settings.write(change(before), localActor()) : before;
    invocation.print(values, () => said(values, invocation.lang));
    return 0;
  },
};

/** @throws UsageError */
function changeOf([what, ...rest]: readonly string[]): ((before: Values) => Values) | undefined {
  if (what === undefined) return undefined;
  const [first = ''] = rest;
  if (what === 'originals' && rest.length === 1 && ['keep', 'drop'].includes(first))
    return (before) => ({ ...before, keepOriginals: first === 'keep' });
  const [top, bottom] = rest.slice(1).map(Number);
  const mask = { source: first, top, bottom };
  if (what !== 'mask' || rest.length !== 3 || !Shape.safeParse({ masks: [mask] }).success)
    throw new UsageError({
      zh: '请写 originals keep 或 originals drop,或 mask 来源 上 下;上、下是被水印盖住的高度占比(如 0.1),两个 0 表示没有水印带。',
      en: 'Write originals keep, originals drop, or mask SOURCE TOP BOTTOM: the shares of the height under the watermark (0.1 for example); two zeros for none.',
    });
  return (before) => {
    const others = before.masks.filter(({ source }) => source !== first);
    return Shape.parse({ ...before, masks: top === 0 && bottom === 0 ? others : [...others, mask] });
  };
}

function said({ keepOriginals, masks }: Values, lang: Invocation['lang']): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const originals = keepOriginals
    ? { zh: '保留原图。', en: 'Originals are kept.' }
    : { zh: '不保留原图,只留指纹和缩略图。', en: 'Originals are not kept, only their hashes and a small copy.' };
  const bands = masks.map(({ source, top, bottom }) =>
    lang === 'zh'
      ? `${source}:水印带 上 ${percent(top)},下 ${percent(bottom)}`
      : `${source}: watermark ${percent(top)} at the top, ${percent(bottom)} at the bottom`,
  );
  return [originals[lang], ...bands].join('\n');
}
