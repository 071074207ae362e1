import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../../platform/errors.js';
import { renderConfirmPage } from '../../platform/http/confirm-page.js';
import { addFlash } from '../../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../../platform/http/forms.js';
import { renderPage, say } from '../../platform/http/pages.js';
import { streamCsv } from '../../platform/text/write-csv.js';
import type { Services } from '../../services.js';
import { may, permits } from '../../people/index.js';
import { advanceImport, mostRows } from './advance-import.js';
import { runImport, tryImport } from './begin-pass.js';
import { columnsRoutes } from './columns.routes.js';
import { deleteImport, retention } from './delete-import.js';
import { findImport, listImports } from './find-import.js';
import { importRow, importView, wrongRowsHeader, wrongRowView } from './import.view.js';
import { readUpload, withUpload } from '../../platform/http/read-upload.js';
import { largestFile, takeFile } from './take-file.js';
import { allWrongRows, countWrongRows, firstWrongRows } from './wrong-rows.js';

const page = '/admin/conversions/import';
const guard = may('manage-conversions');

/** Characters. Even if each takes several bytes, the form stays below its size limit. */
const longestPaste = 50_000;
const pasted = z.object({
  text: z
    .string('conversions.import-text-missing')
    .max(longestPaste, 'conversions.import-text-long')
    .refine((text) => text.trim(), 'conversions.import-text-missing'),
});
const withFile = z.object({ chosen: z.string().optional() });

/** The number of wrong rows on the page; the download has all of them. */
const mostShown = 20;

/** How many rows are read while the person waits, so that a small file is done at once. The job reads the rest. */
const rowsAtOnce = 1_000;

/** `/admin/conversions/import`: upload a file, say what its columns mean, try it, import its rows. */
export function importRoutes(services: Services): Router {
  const router = Router();

  const show = async (_req: Request, res: Response, form: Form) =>
    renderPage(res, 'conversions/import', 'conversions.import-title', {
      form,
      limits: { megabytes: largestFile / 1024 / 1024, rows: mostRows, paste: longestPaste, ...retention },
      imports: (await listImports()).map((found) => importRow(res, found)),
    });

  router.get(page, guard, async (req, res) => {
    const form = openForm(req);
    // When a form is shown again, typed text can be filled in, but the browser has to choose the file again.
    if (form.values.chosen) form.errors.file = say(res, 'conversions.import-file-again');
    await show(req, res, form);
  });

  const take = async (req: Request, res: Response, { name, file }: { name: string; file: Buffer }) => {
    const importId = await takeFile(services, { name, file, actor: req.user! });
    res.redirect(303, `${page}/${importId}/columns`);
  };

  router.post(
    page,
    guard,
    submitForm(pasted, ({ text }, req, res) => take(req, res, { name: '', file: Buffer.from(text) }), show),
  );

  const sendFile = (_input: unknown, req: Request, res: Response) =>
    withUpload(req, async ({ file, problem }) => {
      if (problem || !file) throw new InvalidInput({ file: problem ?? 'conversions.import-file-missing' });
      await take(req, res, { name: file.name, file: file.bytes });
    });
  router.use(
    `${page}/file`,
    readUpload({
      page,
      largest: largestFile,
      mayUpload: ({ roles }) => permits(roles, 'manage-conversions'),
      words: 'conversions.import-file',
    }),
  );
  router.post(`${page}/file`, guard, submitForm(withFile, sendFile, show));

  router.use(
    columnsRoutes(services, {
      page,
      submit: async (importId, mapping, req, res) => {
        await tryImport(services, { actor: req.user!, importId, mapping });
        await advanceImport(services, { importId, rows: rowsAtOnce });
        res.redirect(303, `${page}/${importId}`);
      },
    }),
  );

  router.get(`${page}/:importId`, guard, async (req: Request<{ importId: string }>, res) => {
    const found = await findImport(req.user!, req.params.importId);
    const wrong = await firstWrongRows(req.params.importId, mostShown);
    const stored = await countWrongRows(req.params.importId);
    renderPage(res, 'conversions/import-result', `conversions.import-title-${found.state}`, {
      shown: importView(res, found, { rows: wrong, more: Math.max(0, stored - wrong.length) }),
      limits: retention,
    });
  });

  router.post(`${page}/:importId/keep`, guard, async (req: Request<{ importId: string }>, res) => {
    const { importId } = req.params;
    await runImport(services, { actor: req.user!, importId });
    await advanceImport(services, { importId, rows: rowsAtOnce });
    res.redirect(303, `${page}/${importId}`);
  });

  router.get(`${page}/:importId/delete`, guard, async (req: Request<{ importId: string }>, res) => {
    const found = await findImport(req.user!, req.params.importId);
    const rest = { imported: '-table', importing: '-rest' }[found.state as string] ?? '';
    const word = `conversions.import-delete${rest}`;
    renderConfirmPage(res, {
      title: `${word}-question`,
      subject: importRow(res, found).name,
      what: `${word}-what`,
      button: word,
      action: `${page}/${req.params.importId}/delete`,
      back: `${page}/${req.params.importId}`,
    });
  });

  router.post(`${page}/:importId/delete`, guard, async (req: Request<{ importId: string }>, res) => {
    await deleteImport(services, { actor: req.user!, importId: req.params.importId });
    addFlash(req, 'success', 'conversions.import-deleted');
    res.redirect(303, page);
  });

  router.get(`${page}/:importId/wrong.csv`, guard, async (req: Request<{ importId: string }>, res) => {
    const found = await findImport(req.user!, req.params.importId);
    const parts = async function* () {
      for await (const part of allWrongRows(req.params.importId))
        yield part.map((row) => {
          const { line, column, problem } = wrongRowView(res, found, row);
          return [line, column, problem, ...row.cells];
        });
    };
    res.attachment('groundswell-wrong-rows.csv').type('text/csv');
    await pipeline(Readable.from(streamCsv(wrongRowsHeader(res, found), parts())), res);
  });

  return router;
}
