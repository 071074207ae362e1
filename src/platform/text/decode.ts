/** An encoding of Unicode that a byte order mark names. */
export type MarkedEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

// The longer marks first, because one begins with another.
const marks: [MarkedEncoding, Buffer][] = [
  ['utf-32le', Buffer.from([0xff, 0xfe, 0, 0])],
  ['utf-32be', Buffer.from([0, 0, 0xfe, 0xff])],
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];

/** The encoding that the byte order mark of a text names; undefined when it has none. */
export function markedEncoding(bytes: Buffer): MarkedEncoding | undefined {
  return marks.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark))?.[0];
}

/** In bytes: whole characters of UTF-32. */
const pieceBytes = 64 * 1024;

/** The text in these bytes without its byte order mark, in pieces that cut no character in two. */
export function* decode(bytes: Buffer, encoding?: string): Generator<string> {
  if (encoding === 'utf-32le' || encoding === 'utf-32be') {
    yield* decodeUtf32(bytes, encoding);
    return;
  }
  // Piece by piece: in one go, Node 20 takes Windows-1252 for ISO-8859-1 and loses quotes, dashes and the euro sign.
  const decoder = new TextDecoder(encoding);
  for (let from = 0; from < bytes.length; from += pieceBytes)
    yield decoder.decode(bytes.subarray(from, from + pieceBytes), { stream: true });
  yield decoder.decode();
}

// TextDecoder doesn't know UTF-32, because no browser reads it.
function* decodeUtf32(bytes: Buffer, encoding: 'utf-32le' | 'utf-32be'): Generator<string> {
  const start = markedEncoding(bytes) === encoding ? 4 : 0;
  for (let from = start; from < bytes.length; from += pieceBytes) {
    const piece = bytes.subarray(from, from + pieceBytes);
    let text = '';
    for (let at = 0; at + 4 <= piece.length; at += 4) {
      const code = encoding === 'utf-32le' ? piece.readUInt32LE(at) : piece.readUInt32BE(at);
      text += isCharacter(code) ? String.fromCodePoint(code) : '\uFFFD';
    }
    yield text;
  }
}

const isCharacter = (code: number) => code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
