import { isAscii, isUtf8 } from 'node:buffer';
import { decode, markedEncoding, type MarkedEncoding } from '../platform/text/decode.js';

/**
 * The text of a document from the web. Its encoding comes from the byte order mark, otherwise from zero bytes that only
 * UTF-16 and UTF-32 have, otherwise from the first declaration that the bytes don't contradict: in `Content-Type`, then in the
 * document (XML prolog, HTML meta). Without one it is UTF-8, or Windows-1252 if UTF-8 fails.
 */
export function decodeText(body: Buffer, contentType = ''): string {
  const encoding =
    markedEncoding(body) ??
    unmarkedEncoding(body) ??
    declaredEncodings(body, contentType).find((name) => !isContradicted(body, name)) ??
    (isMostlyUtf8(body) ? 'utf-8' : 'windows-1252');
  return [...decode(body, encoding)].join('');
}

/** UTF-16 and UTF-32 by their first characters, which are ASCII in any feed or page: where the zero bytes are. */
const unmarkedEncoding = (body: Buffer): MarkedEncoding | undefined =>
  zeros[[...body.subarray(0, 4)].map((byte) => (byte === 0 ? '0' : 'x')).join('')];
const zeros: Record<string, MarkedEncoding> = {
  x0x0: 'utf-16le',
  '0x0x': 'utf-16be',
  x000: 'utf-32le',
  '000x': 'utf-32be',
};

function declaredEncodings(body: Buffer, contentType: string): string[] {
  const start = body.subarray(0, 2048).toString('latin1');
  const declared = [
    /charset\s*=\s*["']?([^"'\s;]+)/i.exec(contentType)?.[1],
    /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']+)["']/i.exec(start)?.[1],
    /<meta[^<>]{0,200}?charset\s*=\s*["']?([^"'\s;>]+)/i.exec(start)?.[1],
  ];
  return declared.flatMap((label) => knownEncoding(label) ?? []);
}

/** The encoding with this label, by its usual name; undefined when nobody knows it. */
function knownEncoding(label: string | undefined): string | undefined {
  try {
    return label && new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function isContradicted(body: Buffer, encoding: string): boolean {
  // Whoever could read the declaration did not read UTF-16.
  if (encoding.startsWith('utf-16')) return true;
  if (encoding === 'utf-8') return !isMostlyUtf8(body);
  // Text in another encoding is almost never valid UTF-8 by chance.
  return isUtf8(body) && !isAscii(body);
}

/** True for UTF-8, also if it has some broken characters, as long as more others are whole. */
function isMostlyUtf8(body: Buffer): boolean {
  if (isUtf8(body)) return true;
  let [whole, broken] = [0, 0];
  for (const text of decode(body, 'utf-8'))
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 0xfffd) broken += 1;
      else if (code > 0x7f) whole += 1;
    }
  return whole > broken;
}
