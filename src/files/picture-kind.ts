/** The kinds of pictures that are taken from other sites. */
export type PictureKind = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

const text = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

/** What the first bytes say a file is, whatever its name or type; null for anything that is not taken. */
export function pictureKind(bytes: Buffer): PictureKind | null {
  if (text(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (/^GIF8[79]a/.test(text(bytes, 0, 6))) return 'gif';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'webp';
  if (text(bytes, 4, 8) === 'ftyp' && /^avi[fs]/.test(text(bytes, 8, 12))) return 'avif';
  return null;
}
