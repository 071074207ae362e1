/** The encoding that the byte order mark of a text names, as TextDecoder calls it; undefined when it has none. */
export function markedEncoding(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

const pieceBytes = 64 * 1024;

/** The text in these bytes without its byte order mark, in pieces that cut no character in two. */
export function* decode(bytes: Buffer, encoding?: string): Generator<string> {
  // Piece by piece: in one go, Node 20 takes Windows-1252 for ISO-8859-1 and loses quotes, dashes and the euro sign.
  const decoder = new TextDecoder(encoding);
  for (let from = 0; from < bytes.length; from += pieceBytes)
    yield decoder.decode(bytes.subarray(from, from + pieceBytes), { stream: true });
  yield decoder.decode();
}
