/**
 * Text decoders by label. What the platform knows it decodes; two encodings of Hong Kong and of old mail it does not:
 * Big5-HKSCS (the platform reads it as plain Big5 and loses characters to the private use area) and HZ.
 */
import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';

export interface Decoder {
  /** The text of these bytes as far as it is complete. */
  write(bytes: Uint8Array): string;
  end(): string;
}

const OWN_LABELS: Record<string, string> = {
  'big5-hkscs': 'big5-hkscs',
  big5hkscs: 'big5-hkscs',
  'hz-gb-2312': 'hz-gb-2312',
  hz: 'hz-gb-2312',
};

/** The one name of an encoding. @throws RangeError when it is unknown */
export function encodingLabel(label: string): string {
  return OWN_LABELS[label.trim().toLowerCase()] ?? new TextDecoder(label).encoding;
}

/** Broken bytes become U+FFFD. @param label as `encodingLabel` gives it */
export function decoderOf(label: string): Decoder {
  if (label === 'big5-hkscs') {
    const decoder = iconv.getDecoder('big5hkscs');
    return { write: (bytes) => decoder.write(Buffer.from(bytes)), end: () => decoder.end() ?? '' };
  }
  if (label === 'hz-gb-2312') return new HzDecoder();
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

const TILDE = 0x7e;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NEWLINE = 0x0a;

/** HZ (RFC 1843): seven bits, GB 2312 between `~{` and `~}`. */
class HzDecoder implements Decoder {
  private readonly gb = new TextDecoder('gbk');
  private shifted = false;
  private held: number | undefined;

  write(bytes: Uint8Array): string {
    const out: number[] = [];
    for (const byte of bytes) {
      const first = this.held;
      if (first === undefined) {
        if (byte === TILDE || (this.shifted && byte > 0x20)) this.held = byte;
        else {
          // A line end closes what was left open.
          if (byte === NEWLINE) this.shifted = false;
          out.push(byte);
        }
        continue;
      }
      this.held = undefined;
      if (first === TILDE && byte === (this.shifted ? CLOSE : OPEN)) this.shifted = !this.shifted;
      else if (this.shifted) out.push(first | 0x80, byte | 0x80);
      else if (byte === TILDE) out.push(TILDE);
      else if (byte !== NEWLINE) out.push(first, byte);
    }
    return this.gb.decode(Uint8Array.from(out));
  }

  end(): string {
    return this.held === undefined ? '' : '\ufffd';
  }
}
