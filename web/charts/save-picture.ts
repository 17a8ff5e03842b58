/** Turns a drawn chart into a PNG file. Everything happens in the browser; nothing is sent. */
import type { ChartModel, ChartTheme } from './model.ts';
import { pictureSvg } from './picture.ts';

/** Sharp on paper and on screens of double density. */
const SCALE = 2;

/** @throws when the browser cannot draw it */
export async function chartPng(
  drawn: SVGSVGElement,
  { title, reading }: Pick<ChartModel, 'title' | 'reading'>,
  stamp: string,
  theme: ChartTheme,
): Promise<Blob> {
  const { width, height } = drawn.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  const measure = (text: string, size: number, bold: boolean): number => {
    context.font = `${bold ? 600 : 400} ${size}px ${theme.font}`;
    return context.measureText(text).width;
  };
  const drawing = new XMLSerializer().serializeToString(drawn);
  const picture = pictureSvg({ title, reading, stamp, drawing, width, height, theme, measure });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  canvas.width = Math.round(picture.width * SCALE);
  canvas.height = Math.round(picture.height * SCALE);
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0, picture.width, picture.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}
