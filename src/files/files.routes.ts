import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Router, type Request, type Response } from 'express';
import { LRUCache } from 'lru-cache';
import { outside } from '../platform/http/guard.js';
import type { Services } from '../services.js';
import { readArtworkName } from './artwork/artwork-address.js';
import { drawArtwork } from './artwork/draw-artwork.js';
import { isMailArtwork } from './artwork/mail-artwork.js';
import { readPictureFile } from './picture-files.js';
import { drawPngApart } from './picture-process.js';
import { pictureFileShape } from './picture-sizes.js';

const pack = promisify(gzip);
const megabyte = 1024 * 1024;

/**
 * Pictures, open to anybody who knows their address: mails show them. Nothing is read but the address, and of stored
 * ones the file. What can't be an address of ours costs a comparison.
 */
export function filesRoutes(services: Services): Router {
  const router = Router();
  // Several readers of one mail wait for one drawing.
  const drawn = cacheOf(services, 16 * megabyte, (name) =>
    drawPngApart(drawArtwork(readArtworkName(name)!.input)),
  );
  const stored = cacheOf(services, 32 * megabyte, async (name) => (await readPictureFile(name)) ?? undefined);

  router.get('/pictures/artwork/:version/:name.svg', outside, async (req, res) => {
    const found = readArtworkName(nameIn(req));
    if (!found) return notThere(res);
    const svg = drawArtwork(found.input);
    keepLong(res, found.isCurrent).type('image/svg+xml').vary('Accept-Encoding');
    if (!req.acceptsEncodings('gzip')) return void res.send(svg);
    res.set('Content-Encoding', 'gzip').send(await pack(svg));
  });

  router.get('/pictures/artwork/:version/:name.png', outside, async (req, res) => {
    const [, name = '', code = ''] = /^(.+)-([\w-]{22})$/.exec(nameIn(req)) ?? [];
    const found = readArtworkName(name);
    if (!found || !isMailArtwork(services, name, code)) return notThere(res);
    keepLong(res, found.isCurrent)
      .type('image/png')
      .send(await drawn.forceFetch(name));
  });

  router.get('/pictures/:name', outside, async (req, res) => {
    const { name } = req.params as { name: string };
    if (!pictureFileShape.test(name)) return notThere(res);
    const body = await stored.fetch(name);
    if (!body) return notThere(res);
    keepLong(res).type('image/jpeg').send(body);
  });

  return router;
}

/** Pictures by name: those used last, up to so many bytes. One that is being made is waited for. */
const cacheOf = (
  { clock }: Services,
  maxSize: number,
  fetchMethod: (name: string) => Promise<Buffer | undefined>,
) =>
  new LRUCache<string, Buffer>({
    maxSize,
    sizeCalculation: ({ length }) => length,
    // What was deleted from the database is not shown much longer.
    ttl: 5 * 60 * 1000,
    perf: { now: () => clock.now().getTime() },
    fetchMethod,
    // Without it, whoever still waits for one that newer ones have displaced gets an error.
    ignoreFetchAbort: true,
  });

/** What stands between `/pictures/artwork/` and the ending. */
const nameIn = ({ params: { version, name } }: Request): string => `${String(version)}/${String(name)}`;

/** A picture of another version of the program is right soon, not for a year. Pages of mail providers may show it. */
const keepLong = (res: Response, isCurrent = true): Response =>
  res.set({
    'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });

const notThere = (res: Response): void => void res.status(404).set('Cache-Control', 'no-store').end();
