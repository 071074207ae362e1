import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import type { Services } from '../services.js';
import { may, permits } from '../people/index.js';
import { languageText } from '../platform/text/formats.js';
import { postLanguages } from '../posts/index.js';
import { asTyped, disclosureFields, typedRows, withRows } from './disclosure-fields.js';
import { compareVersions } from './compare-versions.js';
import { guidelineRows, type GuidelineWords } from './compare-words.view.js';
import { disclosureForm, wordingLines } from './disclosures.view.js';
import { guidelineView, minutesToRead, partsView } from './guideline.view.js';
import {
  currentGuideline,
  getVersion,
  listAcknowledgements,
  listVersions,
  textMeanwhile,
  textToEdit,
  wordsInForce,
} from './find-guidelines.js';
import { publishGuideline, saveGuidelineDraft } from './publish-guideline.js';
import { mostParts } from './render-markdown.js';
import { listStarters } from './starters.js';
import { longestText, renderGuideline } from './render-guideline.js';

const fields = z.object({
  title: visibleNameField(200, { missing: 'guidelines.title-missing', long: 'guidelines.title-long' }),
  markdown: z.string().trim().min(1, 'guidelines.text-missing').max(longestText, 'guidelines.text-long'),
  ...disclosureFields,
  intent: z.enum(['save', 'publish']).catch('save'),
  version: revisionField,
  revision: revisionField,
});
const schema = z.preprocess(withRows, fields);

/** The language of the main wording, if none is stored: the organization's. */
function usualLanguage(res: Response) {
  const own = (res.locals as { organization?: { language: string } }).organization?.language;
  return postLanguages.find((tag) => tag === own) ?? 'en';
}

/**
 * The parts of what is written, compared with the version in force. Null for a text that can't be rendered: sending
 * the form shows the reason.
 */
async function previewOf(markdown: unknown) {
  if (typeof markdown !== 'string' || !markdown) return null;
  try {
    const [text, inForce] = await Promise.all([renderGuideline(markdown), currentGuideline()]);
    return {
      ...partsView(text, inForce && compareVersions(inForce, { ...inForce, text })),
      headingsTooMany: text.headingsTooMany,
      mostParts,
    };
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}

/** The words in a form, whatever was sent. */
function typedWords(values: Form['values']): GuidelineWords {
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    title: text('title'),
    markdown: text('markdown'),
    disclosure: text('disclosure'),
    disclosures: typedRows(values),
  };
}

/** Texts to begin with, while nothing is written yet. */
function startersFor(res: Response, stored: { markdown: string }) {
  const { lang, organization } = res.locals as { lang: string; organization: { name: string } | null };
  return stored.markdown ? [] : listStarters(lang, organization?.name ?? 'Groundswell');
}

export function writeGuidelineRoutes(services: Services): Router {
  const router = Router();

  const show = async (_req: Request, res: Response, form: Form) => {
    const [toEdit, stored] = await Promise.all([textToEdit(), textMeanwhile()]);
    const { savedAt } = toEdit;
    // Somebody who has seen the other text may replace it.
    if (form.conflict) Object.assign(form.values, { version: stored.version, revision: stored.revision });
    form.values.disclosures = wordingLines(res, typedRows(form.values));
    const [preview, inForce] = await Promise.all([previewOf(form.values.markdown), wordsInForce()]);
    renderPage(res, 'guidelines/edit', 'guidelines.edit', {
      form,
      savedAt,
      starters: startersFor(res, toEdit),
      preview,
      // Saving the draft shows it next to what is published, before anybody has to acknowledge it.
      compared: inForce && {
        version: inForce.version,
        rows: await guidelineRows(res, inForce, typedWords(form.values)),
      },
      longestText,
      wordings: disclosureForm(res, form),
      stored: storedMeanwhile(
        res,
        form,
        { ...stored, disclosures: wordingLines(res, stored.disclosures) },
        {
          title: 'guidelines.title',
          markdown: 'guidelines.text',
          disclosure: 'guidelines.disclosure',
          disclosureLanguage: {
            label: 'guidelines.disclosure-language',
            show: (tag: unknown) => (tag ? languageText(localeIn(res), tag as string) : ''),
          },
          disclosures: 'guidelines.further-wordings',
        },
      ),
    });
  };

  router.get('/studio/guidelines', may('work-in-studio'), async (req, res) => {
    const versions = await listVersions();
    renderPage(res, 'guidelines/versions', 'guidelines.guidelines', {
      versions,
      hasSeveral: versions.length > 1,
      mayWrite: permits(req.user!.roles, 'write-guidelines'),
    });
  });

  router.get('/studio/guidelines/edit', may('write-guidelines'), async (req, res) => {
    const stored = await textToEdit();
    const chosen = startersFor(res, stored).find(({ name }) => name === req.query.starter);
    const { disclosures, disclosureLanguage, ...text } = stored;
    const language = disclosureLanguage ?? usualLanguage(res);
    const values = { ...text, disclosureLanguage: language, ...asTyped(disclosures), ...chosen?.text };
    await show(req, res, openForm(req, values));
  });

  router.post(
    '/studio/guidelines/edit',
    may('write-guidelines'),
    submitForm(
      schema,
      async ({ intent, version: inForce, revision, ...text }, req, res) => {
        // A text that can't be rendered is neither stored nor published.
        await renderGuideline(text.markdown);
        const input = { ...text, actor: req.user!, seen: { version: inForce, revision } };
        if (intent === 'save') {
          await saveGuidelineDraft(services, input);
          addFlash(req, 'success', 'guidelines.draft-saved');
          res.redirect(303, '/studio/guidelines/edit');
          return;
        }
        const { version } = await publishGuideline(services, input);
        addFlash(req, 'success', { key: 'guidelines.published', values: { version } });
        res.redirect(303, '/studio/guidelines');
      },
      show,
    ),
  );

  router.get('/studio/guidelines/:version', may('work-in-studio'), async (req, res) => {
    const version = z.coerce.number().int().positive().safeParse(req.params.version);
    if (!version.success) throw new NotFound();
    const [guideline, earlier] = await Promise.all([
      getVersion(version.data),
      version.data > 1 ? getVersion(version.data - 1) : null,
    ]);
    const compared = earlier && { changes: compareVersions(earlier, guideline), version: earlier.version };
    const mayWrite = permits(req.user!.roles, 'write-guidelines');
    const wanted = pageField.parse(req.query.page);
    const acknowledged = mayWrite ? await listAcknowledgements(version.data, wanted) : null;
    renderPage(
      res,
      'guidelines/version',
      { key: 'guidelines.version', values: { version: version.data } },
      {
        guideline: {
          version: guideline.version,
          title: guideline.title,
          publishedAt: guideline.publishedAt,
          minutes: minutesToRead(guideline.text),
          ...guidelineView(res, guideline, compared),
        },
        compared: compared && { version: compared.version, count: compared.changes.count },
        acknowledged,
        areNamesOpen: wanted > 1,
        pagination: acknowledged && pageLinks(`/studio/guidelines/${version.data}`, {}, acknowledged),
        mayWrite,
      },
    );
  });

  return router;
}
