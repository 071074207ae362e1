import { decode, markedEncoding } from '../platform/text/decode.js';

/**
 * The text of a document from the web. Its character set comes from the byte order mark, otherwise from
 * `Content-Type`, otherwise from the document (XML prolog, HTML meta), otherwise it is UTF-8.
 */
export function decodeText(body: Buffer, contentType = ''): string {
  const start = body.subarray(0, 2048).toString('latin1');
  const said = [
    markedEncoding(body),
    /charset\s*=\s*["']?([^"'\s;]+)/i.exec(contentType)?.[1],
    /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']+)["']/i.exec(start)?.[1],
    /<meta[^<>]{0,200}?charset\s*=\s*["']?([^"'\s;>]+)/i.exec(start)?.[1],
  ];
  const label = said.find((name) => name && isKnown(name));
  return [...decode(body, label)].join('');
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
