/** The records inside JSON documents, as they come: see json-scanner.ts. */
import { JsonScanner, type JsonElement, type Take } from './json-scanner.ts';

type Chunks = AsyncIterable<string | Buffer> | Iterable<string | Buffer>;

const PIECE = 65_536;
const bytesOf = (chunk: string | Buffer): Buffer => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk);

/**
 * Objects for which `take(path, inArray)` is true, in the order of the file. An object inside a taken one is not looked at.
 * @throws FileProblem `malformed-json`, `too-deep`, `record-too-long`
 */
export async function* jsonElements(chunks: Chunks, take: Take): AsyncGenerator<JsonElement> {
  for await (const found of jsonElementGroups(chunks, take)) yield* found;
}

/** The same, as many at a time as a chunk holds: a step of an async iteration for every record costs as much as the record. */
export async function* jsonElementGroups(chunks: Chunks, take: Take): AsyncGenerator<JsonElement[]> {
  const found: JsonElement[] = [];
  const scanner = new JsonScanner(take, { found: (element) => found.push(element) });
  for await (const chunk of chunks) {
    scanner.push(bytesOf(chunk));
    if (found.length > 0) yield found.splice(0);
  }
  scanner.end();
}

/** Such objects at the beginning of a text that may be cut off at its end, until `enough` of them says so. */
export function* firstJsonElements(text: string, take: Take): Generator<JsonElement> {
  const found: JsonElement[] = [];
  const scanner = new JsonScanner(take, { found: (element) => found.push(element) });
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length; at += PIECE) {
    scanner.push(bytes.subarray(at, at + PIECE));
    yield* found.splice(0);
  }
}

/** Keys that reach a prototype, written plainly or with an escape. */
const PROTOTYPE = /__proto__|\\u00[57]/i;

/** The element's own keys; one named `__proto__` is left out at every depth. undefined when it is no valid object. */
export function parseElement(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = PROTOTYPE.test(text)
      ? JSON.parse(text, (key, inner: unknown) => (key === '__proto__' ? undefined : inner))
      : JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
