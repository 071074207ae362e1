import { isUtf8 } from 'node:buffer';

export const encodings = ['utf-8', 'utf-8-bom', 'utf-16', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Delimiter = keyof typeof delimiters;
export const delimiterNames = Object.keys(delimiters) as Delimiter[];

const marks: [string, Encoding, number[]][] = [
  ['utf-8', 'utf-8-bom', [0xef, 0xbb, 0xbf]],
  ['utf-16le', 'utf-16', [0xff, 0xfe]],
  ['utf-16be', 'utf-16', [0xfe, 0xff]],
];

/** Detects the encoding of a file: by its byte order mark, otherwise UTF-8 if it is valid, otherwise Windows-1252. */
export function detectEncoding(file: Buffer): { encoding: Encoding; label: string } {
  const mark = marks.find(([, , bytes]) => bytes.every((byte, n) => file[n] === byte));
  if (mark) return { encoding: mark[1], label: mark[0] };
  return isUtf8(file)
    ? { encoding: 'utf-8', label: 'utf-8' }
    : { encoding: 'windows-1252', label: 'windows-1252' };
}

const pieceBytes = 64 * 1024;

/** The file as UTF-8 without a byte order mark, in pieces that end between characters. */
export function* asUtf8(file: Buffer, label: string): Generator<Buffer> {
  // In pieces, because Node 20 would decode a whole file in Windows-1252 as ISO-8859-1 and lose the euro sign.
  const decoder = new TextDecoder(label);
  for (let from = 0; from < file.length; from += pieceBytes) {
    const text = decoder.decode(file.subarray(from, from + pieceBytes), { stream: true });
    if (text) yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest) yield Buffer.from(rest);
}

/** The delimiter that divides the first lines most evenly, ignoring text in quotation marks. */
export function detectDelimiter(text: string): Delimiter {
  const lines = text
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim())
    .slice(0, 20);
  const scored = delimiterNames.map((name) => {
    const counts = lines.map((line) => line.split(delimiters[name]).length - 1);
    const first = counts[0] ?? 0;
    return { name, first, even: first ? counts.filter((count) => count === first).length : 0 };
  });
  return scored.sort((a, b) => b.even - a.even || b.first - a.first)[0]!.name;
}
