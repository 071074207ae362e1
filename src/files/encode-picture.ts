// Runs in a process of its own (picture-process.ts): nothing else loads the library that decodes pictures.
import { createHash } from 'node:crypto';
import { setPriority } from 'node:os';
import sharp from 'sharp';
import { pictureKind } from './picture-kind.js';
import { pictureSizes } from './picture-sizes.js';

export type PictureProblem = 'not-a-picture' | 'unreadable' | 'too-many-pixels' | 'too-small';

export interface EncodedPicture {
  /** Of what was encoded: the same for the same picture. */
  hash: string;
  sizes: { width: number; body: Buffer }[];
}

const mostPixels = 40_000_000;
/** Some files are decoded as a whole: 16 bits a channel would take twice the memory. */
const mostBytes = 4 * mostPixels;
/** Smaller ones are logos, or count visitors. */
const least = { width: 200, height: 105 };

// One picture at a time, on one thread, after everything that people wait for.
sharp.concurrency(1);
sharp.cache(false);
setPriority(10);

// prettier-ignore
const loaders = {
  foreign: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer', 'VipsForeignLoadNsgifBuffer', 'VipsForeignLoadHeifBuffer'],
  own: ['VipsForeignLoadSvgBuffer'],
};

/** Leaves no other loader usable. */
function allow(operation: string[]): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation });
}

/**
 * Decodes a picture from another site and encodes it in our sizes: the first frame, upright, cropped from the centre,
 * in sRGB, without anything but its pixels.
 */
export async function encodePicture(
  source: Uint8Array,
): Promise<EncodedPicture | { problem: PictureProblem }> {
  const bytes = Buffer.from(source);
  if (!pictureKind(bytes)) return { problem: 'not-a-picture' };
  allow(loaders.foreign);
  const open = () => sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 });
  try {
    const { width, height, channels, depth } = await open().metadata();
    const bytesEach = channels * (depth === 'uchar' ? 1 : 2);
    if (width * height > mostPixels || width * height * bytesEach > mostBytes)
      return { problem: 'too-many-pixels' };
    if (Math.max(width, height) < least.width || Math.min(width, height) < least.height)
      return { problem: 'too-small' };
    const sizes = [];
    for (const size of pictureSizes)
      sizes.push({
        width: size.width,
        body: await open()
          .autoOrient()
          .resize(size.width, size.height, { fit: 'cover', position: 'centre' })
          .flatten({ background: '#ffffff' })
          .toColourspace('srgb')
          .jpeg({ quality: 80, mozjpeg: true })
          .toBuffer(),
      });
    const hash = createHash('sha256');
    for (const { body } of sizes) hash.update(body);
    return { hash: hash.digest('hex').slice(0, 32), sizes };
  } catch (error) {
    const isTooLarge = /pixel limit/i.test((error as Error).message);
    return { problem: isTooLarge ? 'too-many-pixels' : 'unreadable' };
  }
}

/** A drawing of ours as PNG, for mail. */
export async function drawPng(svg: string): Promise<Buffer> {
  allow(loaders.own);
  return sharp(Buffer.from(svg)).png({ palette: true, compressionLevel: 9 }).toBuffer();
}
