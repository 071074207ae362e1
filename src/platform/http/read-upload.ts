import type { Request, RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { isFromElsewhere } from './csrf.js';
import { Busy } from '../errors.js';

/** The uploaded file, or the reason why it was refused. */
interface Upload {
  file?: { name: string; bytes: Buffer };
  problem?: string;
}

/** A reservation of memory for one file. It ends when the request is answered and the work with the file is done. */
interface Place {
  upload: Upload;
  holders: number;
  letGo: () => void;
}

const places = new WeakMap<Request, Place>();

/** People who have a reservation. Each can have one, and the total is limited. */
const uploading = new Set<string>();
const mostUploads = 3;

function takePlace(req: Request, personId: string, words: string): Place {
  if (uploading.has(personId)) throw new Busy(10, `${words}-busy-own`);
  if (uploading.size >= mostUploads) throw new Busy(10, `${words}-busy`);
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

/** Works with the uploaded file and holds its reservation until the work is done, even if the client disconnects. */
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

const inMemory = (largest: number) =>
  multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: largest, files: 1, fields: 10, fieldSize: 10_000, fieldNameSize: 100 },
    defParamCharset: 'utf8',
  }).single('file');

interface UploadRules {
  /** The page that has the form, or what it is for a request. */
  page: string | ((req: Request) => string);
  /** Bytes. */
  largest: number;
  mayUpload: (user: Express.User) => boolean;
  /** The keys of the messages begin with this; they end in `-busy`, `-busy-own`, `-large` and `-broken`. */
  words: string;
}

/**
 * Reads a form with a file into memory before the CSRF guard, which looks for the form's token in `req.body`.
 * Reads it only for people who may upload, and not from other sites, so that nobody else can fill our memory. For
 * them the guard learns which page has the form and that a file was chosen. The file itself is never stored for a
 * later request.
 */
export function readUpload({ page, largest, mayUpload, words }: UploadRules): RequestHandler {
  const read = inMemory(largest);
  return (req, res, next) => {
    if (req.method !== 'POST' || !req.is('multipart/form-data')) return next();
    req.formPage = res.locals.path = typeof page === 'string' ? page : page(req);
    if (!req.user || !mayUpload(req.user) || isFromElsewhere(req)) {
      req.body = { chosen: 'file' };
      return next();
    }
    // A client that has disconnected gets no reservation: no event would end it.
    if (res.closed || req.socket.destroyed) return;
    // Refused people get their answer at once, and the rest of their upload is read and discarded: if the
    // connection were closed, their browser would not show the answer.
    const place = takePlace(req, req.user.id, words);
    res.once('close', place.letGo);
    read(req, res, (error: unknown) => {
      if (error && !(error instanceof MulterError)) return next(Object.assign(error, { status: 400 }));
      const bytes = req.file?.buffer;
      if (bytes) place.upload.file = { name: req.file!.originalname, bytes };
      // From here on only the reservation holds the file.
      req.file = undefined;
      if (error instanceof MulterError)
        place.upload.problem = `${words}-${error.code === 'LIMIT_FILE_SIZE' ? 'large' : 'broken'}`;
      const { _csrf } = { ...(req.body as Record<string, unknown>) };
      req.body = { _csrf, chosen: 'file' };
      next();
    });
  };
}
