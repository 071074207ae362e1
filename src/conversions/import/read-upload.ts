import type { Request, RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { isFromElsewhere } from '../../platform/csrf.js';
import { Busy } from '../../platform/errors.js';
import { permits } from '../../users/index.js';
import { largestFile } from './take-file.js';

/** What came with the form: a file, or why none was taken. */
interface Upload {
  file?: { name: string; bytes: Buffer };
  problem?: string;
}

const uploads = new WeakMap<Request, Upload>();

/** People whose file is in memory: one each, and so many at a time. */
const uploading = new Set<string>();
const mostUploads = 3;

export const uploadOf = (req: Request): Upload => uploads.get(req) ?? {};

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
    if (!req.user || !permits(req.user.roles, 'manage-conversions') || isFromElsewhere(req)) {
      req.body = { _page: page, chosen: 'file' };
      return next();
    }
    const { id } = req.user;
    if (uploading.has(id) || uploading.size === mostUploads) {
      // Nobody reads on: the connection ends with the answer.
      res.set('Connection', 'close');
      return next(new Busy());
    }
    uploading.add(id);
    // Also when the connection ends before the file has come.
    res.once('close', () => uploading.delete(id));
    inMemory(req, res, (error: unknown) => {
      if (error && !(error instanceof MulterError)) return next(Object.assign(error, { status: 400 }));
      const bytes = req.file?.buffer;
      uploads.set(req, {
        ...(bytes && { file: { name: req.file!.originalname, bytes } }),
        ...(error instanceof MulterError && {
          problem: `conversions.import-file-${error.code === 'LIMIT_FILE_SIZE' ? 'large' : 'broken'}`,
        }),
      });
      const { _csrf, _page } = { ...(req.body as Record<string, unknown>) };
      req.body = { _csrf, _page, chosen: 'file' };
      res.locals.path = page;
      next();
    });
  };
