import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { getOrganization, updateOrganization, type UtmTemplate } from '../organization/index.js';
import { may } from '../people/index.js';
import { revisionField } from '../platform/data/revision.js';
import { NotFound } from '../platform/errors.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { addFlash } from '../platform/http/flash.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { longestUtm, usualUtm, utmOf, utmProblem, withUtm } from './utm.js';

const page = '/admin/organization/utm';

const field = z
  .string('links.utm-missing')
  .trim()
  .superRefine((text, context) => {
    const problem = utmProblem(text);
    if (problem === 'long')
      context.addIssue({
        ...{ code: 'too_big', origin: 'string', maximum: longestUtm },
        message: 'links.utm-long',
      });
    else if (problem) context.addIssue({ code: 'custom', message: `links.utm-${problem}` });
  });
const template = z.object({ source: field, medium: field, campaign: field });
const schema = template.extend({ preview: z.string().optional(), revision: revisionField });

/** The address of a made-up share. */
const example = { network: 'linkedin', level: 'corporate', campaign: 'new-harbour' };
const preview = (typed: UtmTemplate): string =>
  withUtm('https://www.example.com/news/harbour', { ...utmOf(typed, example), slug: 'k7m2xq4tz' });

/** `/admin/organization/utm`: how links are tagged. */
export function utmRoutes(services: Services): Router {
  const router = Router();
  const guard = may('manage-organization');

  const stored = async () => {
    const organization = await getOrganization();
    if (!organization) throw new NotFound();
    return { ...(organization.utm ?? usualUtm), revision: organization.revision };
  };

  const show = async (_req: Request, res: Response, form: Form) => {
    const known = await stored();
    if (form.conflict) form.values.revision = known.revision;
    const typed = template.safeParse(form.values);
    renderPage(res, 'links/utm', 'links.utm-title', {
      form,
      max: longestUtm,
      example: typed.success ? { campaign: example.campaign, address: preview(typed.data) } : null,
      stored: storedMeanwhile(res, form, known, {
        source: 'links.utm-source',
        medium: 'links.utm-medium',
        campaign: 'links.utm-campaign',
      }),
    });
  };

  router.get(page, guard, async (req, res) => show(req, res, openForm(req, await stored())));

  router.post(
    page,
    guard,
    submitForm(
      schema,
      async ({ revision, preview: isPreview, ...utm }, req, res) => {
        if (isPreview) return show(req, res, blankForm(req.body as Record<string, unknown>));
        await updateOrganization(services, { actor: req.user!, revision, utm });
        addFlash(req, 'success', 'links.utm-saved');
        res.redirect(303, page);
      },
      show,
    ),
  );

  return router;
}
