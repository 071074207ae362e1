import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { may, permits } from '../people/index.js';
import { readId } from '../platform/data/object-id.js';
import { InvalidInput } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { submitForm, type Form } from '../platform/http/forms.js';
import { localeIn } from '../platform/http/pages.js';
import { readUpload, withUpload } from '../platform/http/read-upload.js';
import type { Services } from '../services.js';
import { enterFigures, figureLimits, WrongRows } from './account-for-goal.js';

const page = '/strategy/goals/:id/figures';
const withFile = z.object({ chosen: z.string().optional() });

/** Sends a file of figures from the page that enters one. */
export function figuresFileRoutes(
  services: Services,
  show: (req: Request, res: Response, form: Form) => unknown,
): Router {
  const router = Router();
  router.use(
    `${page}/file`,
    readUpload({
      page: ({ baseUrl }) => baseUrl.slice(0, -'/file'.length),
      largest: figureLimits.bytes,
      mayUpload: ({ roles }) => permits(roles, 'enter-figures'),
      words: 'strategy.figures-file',
    }),
  );
  const send = (_input: unknown, req: Request, res: Response) =>
    withUpload(req, async ({ file, problem }) => {
      if (problem || !file) throw new InvalidInput({ file: problem ?? 'strategy.figures-file-missing' });
      const goalId = readId((req.params as { id: string }).id);
      const input = { actor: req.user!, goalId, file: file.bytes, locale: localeIn(res) };
      const count = await enterFigures(services, input).catch((error: unknown) => {
        if (error instanceof WrongRows) res.locals.wrongRows = error.rows;
        throw error;
      });
      addFlash(req, 'success', { key: 'strategy.figures-entered', values: { count } });
      res.redirect(303, `/strategy/goals/${goalId}`);
    });
  router.post(`${page}/file`, may('enter-figures'), submitForm(withFile, send, show));
  return router;
}
