/** The worker thread that looks at pictures: decoders in WebAssembly, which cannot reach beyond their own memory. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js';
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js';
import decodePng, { init as initPng } from '@jsquash/png/decode.js';
import { look, type Codecs } from './look.ts';
import type { Mask, Rgba } from './luma.ts';

export interface Asked {
  bytes: Uint8Array;
  mask: Mask;
}

const THUMBNAIL_QUALITY = 70;

/** Browsers have it; the decoders make one. */
class PixelData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}
Object.assign(globalThis, { ImageData: PixelData });

const packages = createRequire(import.meta.url);
/** Node has it; TypeScript names it among the things of a browser only. */
const { WebAssembly } = globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<never> } };
const compiled = async (path: string): Promise<never> => WebAssembly.compile(await readFile(packages.resolve(path)));
const once = (start: () => Promise<unknown>): (() => Promise<unknown>) => {
  let started: Promise<unknown> | undefined;
  return () => (started ??= start());
};
const readyToDecodeJpeg = once(async () => initJpegDecoder(await compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')));
const readyToEncodeJpeg = once(async () => initJpegEncoder(await compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm')));
const readyToDecodePng = once(async () => initPng(await compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')));

/** The decoders take an ArrayBuffer of the picture alone. */
const alone = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;

const codecs: Codecs = {
  decode: {
    jpeg: async (bytes) => {
      await readyToDecodeJpeg();
      return (await decodeJpeg(alone(bytes))) as Rgba;
    },
    png: async (bytes) => {
      await readyToDecodePng();
      return (await decodePng(alone(bytes))) as Rgba;
    },
  },
  encodeJpeg: async ({ data, width, height }) => {
    await readyToEncodeJpeg();
    const picture = new PixelData(new Uint8ClampedArray(data), width, height);
    return new Uint8Array(await encodeJpeg(picture as never, { quality: THUMBNAIL_QUALITY }));
  },
};

parentPort?.on('message', ({ bytes, mask }: Asked) => {
  look(bytes, mask, codecs).then(
    (answer) => parentPort?.postMessage(answer),
    () => parentPort?.postMessage('picture-unreadable'),
  );
});
