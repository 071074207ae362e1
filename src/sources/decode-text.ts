/**
 * The text of a document from the web. Its character set comes from the byte order mark, otherwise from
 * `Content-Type`, otherwise from the document (XML prolog, HTML meta), otherwise it is UTF-8.
 */
export function decodeText(body: Buffer, contentType = ''): string {
  const start = body.subarray(0, 2048).toString('latin1');
  const said = [
    markOf(body),
    /charset\s*=\s*["']?([^"'\s;]+)/i.exec(contentType)?.[1],
    /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']+)["']/i.exec(start)?.[1],
    /<meta[^<>]{0,200}?charset\s*=\s*["']?([^"'\s;>]+)/i.exec(start)?.[1],
  ];
  const label = said.find((name) => name && isKnown(name));
  const decoder = new TextDecoder(label);
  // As a stream: otherwise Node 20 decodes windows-1252 as ISO-8859-1 and loses quotes, dashes and the euro sign.
  return decoder.decode(body, { stream: true }) + decoder.decode();
}

function markOf(body: Buffer): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return undefined;
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
