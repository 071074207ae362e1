import { ParseProcess } from '../platform/jobs/parse-process.js';
import type * as encoder from './encode-picture.js';

// Of its own, so that no picture holds up the parsing of feeds, and what breaks the decoder breaks nothing else.
const process = new ParseProcess({ deadlineMs: 20_000, heapMb: 256, waiting: 40 });
const module = new URL('./encode-picture.js', import.meta.url).href;

/**
 * `encodePicture`, in the process for pictures.
 * @throws TooComplex when it takes too long or too much memory; Busy when too many wait
 */
export const encodeApart = (source: Buffer) =>
  process.call(module, 'encodePicture', [source]) as ReturnType<typeof encoder.encodePicture>;

/**
 * `drawPng`, in the process for pictures.
 * @throws Busy when too many wait
 */
export const drawPngApart = async (svg: string): Promise<Buffer> =>
  Buffer.from((await process.call(module, 'drawPng', [svg])) as Uint8Array);
