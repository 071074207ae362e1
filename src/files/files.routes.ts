import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Router, type Request, type Response } from 'express';
import { outside } from '../platform/http/guard.js';
import type { Services } from '../services.js';
import { readArtworkName } from './artwork/artwork-address.js';
import { drawArtwork } from './artwork/draw-artwork.js';
import { isMailArtwork } from './artwork/mail-artwork.js';
import { ByteCache } from './byte-cache.js';
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
  const drawn = new ByteCache(16 * megabyte);
  const stored = new ByteCache(32 * megabyte);
  const drawing = new Map<string, Promise<Buffer>>();

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
      .send(await drawOnce(name, () => drawPngApart(drawArtwork(found.input))));
  });

  router.get('/pictures/:name', outside, async (req, res) => {
    const { name } = req.params as { name: string };
    if (!pictureFileShape.test(name)) return notThere(res);
    const body = stored.get(name) ?? (await readPictureFile(name));
    if (!body) return notThere(res);
    stored.set(name, body);
    keepLong(res).type('image/jpeg').send(body);
  });

  /** Several readers of one mail wait for one drawing. */
  async function drawOnce(name: string, draw: () => Promise<Buffer>): Promise<Buffer> {
    const known = drawn.get(name);
    if (known) return known;
    const under = drawing.get(name) ?? draw().finally(() => drawing.delete(name));
    drawing.set(name, under);
    const body = await under;
    drawn.set(name, body);
    return body;
  }

  return router;
}

/** What stands between `/pictures/artwork/` and the ending. */
const nameIn = ({ params: { version, name } }: Request): string => `${String(version)}/${String(name)}`;

/** A picture of another version of the program is right soon, not for a year. Pages of mail providers may show it. */
const keepLong = (res: Response, isCurrent = true): Response =>
  res.set({
    'Cache-Control': isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });

const notThere = (res: Response): void => void res.status(404).set('Cache-Control', 'no-store').end();
