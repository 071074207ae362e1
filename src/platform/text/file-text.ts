import { isUtf8 } from 'node:buffer';
import { decode, markedEncoding } from './decode.js';

export const encodings = ['utf-8', 'utf-8-bom', 'utf-16', 'utf-32', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Delimiter = keyof typeof delimiters;
export const delimiterNames = Object.keys(delimiters) as Delimiter[];

/** How the bytes of a file are text: by its byte order mark, else UTF-8 when it is valid, else Windows-1252. */
export function detectEncoding(file: Buffer): { encoding: Encoding; label: string } {
  const marked = markedEncoding(file);
  if (marked === 'utf-8') return { encoding: 'utf-8-bom', label: marked };
  if (marked) return { encoding: marked.startsWith('utf-16') ? 'utf-16' : 'utf-32', label: marked };
  const label = isUtf8(file) ? 'utf-8' : 'windows-1252';
  return { encoding: label, label };
}

/** True when text in this encoding may have zero bytes. */
export const mayHoldZeros = (encoding: Encoding): boolean => ['utf-16', 'utf-32'].includes(encoding);

/** The file as UTF-8 without a mark, in pieces that cut no character in two. */
export function* asUtf8(file: Buffer, label: string): Generator<Buffer> {
  for (const text of decode(file, label)) if (text) yield Buffer.from(text);
}

/** A first line for spreadsheets, which names the delimiter: `sep=;`. */
export const separatorLine = /^"?sep=([,;\t])?"?(?=\r|\n|$)/i;

/**
 * The delimiter that the first line names. Otherwise the one that divides most lines evenly, ignoring text in quotation
 * marks: lines without any, such as titles, don't count.
 */
export function detectDelimiter(text: string): Delimiter {
  const named = separatorLine.exec(text)?.[1];
  if (named) return delimiterNames.find((name) => delimiters[name] === named)!;
  const lines = text
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim())
    .slice(0, 20);
  const scored = delimiterNames.map((name) => {
    const counts = lines.map((line) => line.split(delimiters[name]).length - 1).filter(Boolean);
    const often = (count: number) => counts.filter((other) => other === count).length;
    const usual = [...counts].sort((a, b) => often(b) - often(a))[0] ?? 0;
    return { name, usual, even: often(usual) };
  });
  return scored.sort((a, b) => b.even - a.even || b.usual - a.usual)[0]!.name;
}
