import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { isLocalPath } from '../platform/http/local-path.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { acknowledgeGuideline } from './acknowledge-guideline.js';
import { compareVersions } from './compare-versions.js';
import { currentGuideline, getVersion, lastAcknowledgement } from './find-guidelines.js';
import { guidelineView, minutesToRead, newsOf } from './guideline.view.js';

/** The page to return to: a page of this site, otherwise the feed. */
const next = z.string().refine(isLocalPath).catch('/feed');

const schema = z.object({
  version: z.coerce.number().int(),
  agreed: z.literal('yes', 'guidelines.tick-first'),
  next,
});

export function readGuidelineRoutes(services: Services): Router {
  const router = Router();

  const show = async (req: Request, res: Response, form: Form) => {
    const [guideline, last] = await Promise.all([currentGuideline(), lastAcknowledgement(req.user!.id)]);
    const isCurrent = guideline !== null && last?.version === guideline.version;
    const earlier = guideline && last && !isCurrent ? await getVersion(last.version) : null;
    const compared = guideline &&
      earlier && { changes: compareVersions(earlier, guideline), version: earlier.version };
    renderPage(res, 'guidelines/read', 'guidelines.guidelines', {
      guideline: guideline && {
        version: guideline.version,
        publishedAt: guideline.publishedAt,
        minutes: minutesToRead(guideline.text),
        heading: newsOf(res, guideline.title, compared?.changes ?? null),
        hasNews: (compared?.changes.count ?? 0) > 0,
        ...guidelineView(res, guideline, compared),
      },
      isFirst: last === null,
      acknowledged: isCurrent ? last.at : null,
      form,
    });
  };

  router.get('/guidelines', may('read-guidelines'), (req, res) =>
    show(req, res, openForm(req, { next: next.parse(req.query.next) })),
  );

  router.post(
    '/guidelines',
    may('read-guidelines'),
    submitForm(
      schema,
      async (input, req, res) => {
        await acknowledgeGuideline(services, { actor: req.user!, version: input.version });
        addFlash(req, 'success', 'guidelines.thank-you');
        res.redirect(303, input.next);
      },
      show,
    ),
  );

  return router;
}
