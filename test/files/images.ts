import sharp, { type Sharp } from 'sharp';

type Color = { r: number; g: number; b: number };

export const red: Color = { r: 200, g: 30, b: 30 };
export const blue: Color = { r: 30, g: 30, b: 200 };

/** A picture of one colour. */
export const plain = (width = 800, height = 420, background: Color = red): Sharp =>
  sharp({ create: { width, height, channels: 3, background } });

/** Left half red, right half blue. */
export const halves = (width = 800, height = 800): Promise<Buffer> =>
  plain(width, height)
    .composite([
      {
        input: { create: { width: width / 2, height, channels: 3, background: blue } },
        left: width / 2,
        top: 0,
      },
    ])
    .png()
    .toBuffer();

/** The colour in the middle of a part of a picture, from 0 to 1. */
export async function colourAt(body: Buffer, x: number, y: number): Promise<[number, number, number]> {
  const { data, info } = await sharp(body).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return [data[at]!, data[at + 1]!, data[at + 2]!];
}

/** Pictures that are taken, by kind. */
export const goodPictures = async (): Promise<Record<string, Buffer>> => ({
  jpeg: await plain().jpeg().toBuffer(),
  png: await plain().png().toBuffer(),
  'png with transparency': await sharp({
    create: { width: 600, height: 400, channels: 4, background: { ...red, alpha: 0.5 } },
  })
    .png()
    .toBuffer(),
  webp: await plain().webp().toBuffer(),
  gif: await plain().gif().toBuffer(),
  avif: await plain().avif().toBuffer(),
  'jpeg in CMYK': await plain().toColourspace('cmyk').jpeg().toBuffer(),
  'jpeg in grey': await plain().greyscale().jpeg().toBuffer(),
  'a strip of 30,000 pixels': await plain(30_000, 300).png().toBuffer(),
});

const svg = (width: number, height: number) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><script>alert(1)</script><rect width="100%" height="100%"/></svg>`,
  );

/** Files that are not taken, with the problem that is noted. */
export async function badFiles(): Promise<[what: string, body: Buffer, problem: string][]> {
  const whole = await plain(1200, 800)
    .composite([{ input: await halves(), left: 0, top: 0 }])
    .png()
    .toBuffer();
  const photo = await sharp(whole).jpeg().toBuffer();
  return [
    ['nothing', Buffer.alloc(0), 'not-a-picture'],
    ['a script', Buffer.from('<script>alert(1)</script>'), 'not-a-picture'],
    ['a page', Buffer.from('<!doctype html><title>No</title>'), 'not-a-picture'],
    ['an SVG', svg(1200, 628), 'not-a-picture'],
    ['an SVG that is 30,000 pixels wide', svg(30_000, 30_000), 'not-a-picture'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'not-a-picture'],
    ['a TIFF', await plain().tiff().toBuffer(), 'not-a-picture'],
    ['a script that begins like a GIF', Buffer.from('GIF89a=1;alert(1)//'), 'unreadable'],
    [
      'an SVG that begins like a JPEG',
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), svg(9, 9)]),
      'unreadable',
    ],
    ['a truncated PNG', whole.subarray(0, whole.length / 2), 'unreadable'],
    ['a truncated JPEG', photo.subarray(0, photo.length / 2), 'unreadable'],
    ['the first bytes of a JPEG', photo.subarray(0, 3), 'unreadable'],
    ['a PNG of 30,000 × 30,000', await hugePng(), 'too-many-pixels'],
    ['a PNG of 6,000 × 6,000 with 16 bits', await hugePng(6_000, 16), 'too-many-pixels'],
    ['one pixel', await plain(1, 1).gif().toBuffer(), 'too-small'],
  ];
}

/** The head of a PNG that claims to be huge, in front of the data of a small one. */
async function hugePng(size = 30_000, depth = 8): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const png = await plain(8, 8).png().toBuffer();
  png.writeUInt32BE(size, 16);
  png.writeUInt32BE(size, 20);
  png[24] = depth;
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}
