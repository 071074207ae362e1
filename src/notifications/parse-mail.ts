import { readableAddress } from '../platform/text/readable-address.js';
export interface ParsedMail {
  to: string;
  subject: string;
  /** From the mail's Date header; null when it is missing or invalid. */
  date: Date | null;
  /** The plain text part; empty when there is none. */
  text: string;
  /** The HTML part; empty when there is none. */
  html: string;
}

/** Several mails in order, as bytes from another thread. */
export const parseMails = (sources: Uint8Array[]): ParsedMail[] =>
  sources.map((bytes) => parseMail(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));

/** Reads a mail that our mailer stored: the headers to show, and both parts. Not a general MIME parser. */
export function parseMail(source: Buffer): ParsedMail {
  // As latin1, one character for each byte, so that each part can be decoded by its own charset.
  const mail = entity(source.toString('latin1'));
  const header = (name: string) => decodeWords(mail.headers.get(name) ?? '');
  const date = new Date(header('date'));
  return {
    to: header('to').replace(/[^\s<>@]+@[^\s<>@,]+/g, readableAddress),
    subject: header('subject'),
    date: Number.isNaN(date.getTime()) ? null : date,
    text: findPart(mail, 'text/plain') ?? '',
    html: findPart(mail, 'text/html') ?? '',
  };
}

interface Entity {
  headers: Map<string, string>;
  body: string;
}

function entity(source: string): Entity {
  const [head = '', ...rest] = source.replace(/\r\n/g, '\n').split('\n\n');
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: rest.join('\n\n') };
}

function findPart({ headers, body }: Entity, wanted: 'text/plain' | 'text/html'): string | undefined {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) {
    const parts = `\n${body}`.split(`\n--${boundary}`).slice(1, -1);
    for (const part of parts) {
      const text = findPart(entity(part.replace(/^\n/, '')), wanted);
      if (text !== undefined) return text;
    }
    return undefined;
  }
  if (!type.toLowerCase().startsWith(wanted)) return undefined;
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return utf8(encoding === 'quoted-printable' ? quotedPrintable(body.replace(/=\n/g, '')) : body);
}

const utf8 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8');

const quotedPrintable = (text: string) =>
  text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Decodes encoded words of RFC 2047; blanks between two of them are dropped. */
function decodeWords(value: string): string {
  return utf8(value)
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : utf8(quotedPrintable(text.replace(/_/g, ' '))),
    );
}
