/** All sketches (see definition.ts): tables are made from this list. */
import type { Sketch } from './definition.ts';
import { photoSketches } from './risk/photo/photo-likeness.ts';
import { textSketches } from './text/text-sketches.ts';

export const SKETCHES: readonly Sketch[] = [textSketches, photoSketches];
