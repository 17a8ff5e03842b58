/** Where things lie, seen from the repository root. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
export const inRoot = (...parts) => join(root, ...parts);
export const cache = inRoot('.cache');
