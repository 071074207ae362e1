import type { Request, RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { isFromElsewhere } from '../../platform/http/csrf.js';
import { Busy } from '../../platform/errors.js';
import { permits } from '../../people/index.js';
import { largestFile } from './take-file.js';

/** What came with the form: a file, or why none was taken. */
interface Upload {
  file?: { name: string; bytes: Buffer };
  problem?: string;
}

/** A place for a file in memory. It is held until its request is answered and the work with the file has ended. */
interface Place {
  upload: Upload;
  holders: number;
  letGo: () => void;
}

const places = new WeakMap<Request, Place>();

/** People who have a place: one each, and so many at a time. */
const uploading = new Set<string>();
const mostUploads = 3;

function takePlace(req: Request, personId: string): Place {
  if (uploading.has(personId)) throw new Busy(10, 'conversions.import-file-busy-own');
  if (uploading.size >= mostUploads) throw new Busy(10, 'conversions.import-file-busy');
  uploading.add(personId);
  const place: Place = {
    upload: {},
    holders: 1,
    letGo: () => {
      place.holders -= 1;
      if (place.holders) return;
      places.delete(req);
      uploading.delete(personId);
    },
  };
  places.set(req, place);
  return place;
}

/** Works with what was uploaded, while its place is held: who hangs up makes no room for another file. */
export async function withUpload<T>(req: Request, work: (upload: Upload) => Promise<T>): Promise<T> {
  const place = places.get(req);
  if (!place) return work({});
  place.holders += 1;
  try {
    return await work(place.upload);
  } finally {
    place.letGo();
  }
}

const inMemory = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: largestFile, files: 1, fields: 10, fieldSize: 10_000, fieldNameSize: 100 },
  defParamCharset: 'utf8',
}).single('file');

/**
 * Reads a form with a file into memory before the guard, which finds the form's token in `req.body` as with any other
 * form. Only of somebody who may send one, and of no other site: nobody else makes us hold a file. Of them the guard
 * learns which page the form stood on, and that a file was chosen: a file itself is never kept for later.
 */
export const readUpload =
  (page: string): RequestHandler =>
  (req, res, next) => {
    if (req.method !== 'POST' || !req.is('multipart/form-data')) return next();
    req.formPage = page;
    res.locals.path = page;
    if (!req.user || !permits(req.user.roles, 'manage-conversions') || isFromElsewhere(req)) {
      req.body = { chosen: 'file' };
      return next();
    }
    // Who has hung up already gets no place: nothing would say that it is free again.
    if (res.closed || req.socket.destroyed) return;
    // Who is refused is answered at once, and what they go on sending is thrown away: a connection that is closed
    // meanwhile would show them no answer.
    const place = takePlace(req, req.user.id);
    res.once('close', place.letGo);
    inMemory(req, res, (error: unknown) => {
      if (error && !(error instanceof MulterError)) return next(Object.assign(error, { status: 400 }));
      const bytes = req.file?.buffer;
      if (bytes) place.upload.file = { name: req.file!.originalname, bytes };
      // Held by the place alone.
      req.file = undefined;
      if (error instanceof MulterError)
        place.upload.problem = `conversions.import-file-${error.code === 'LIMIT_FILE_SIZE' ? 'large' : 'broken'}`;
      const { _csrf } = { ...(req.body as Record<string, unknown>) };
      req.body = { _csrf, chosen: 'file' };
      next();
    });
  };
