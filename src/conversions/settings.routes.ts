import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { readId } from '../platform/data/object-id.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { NotFound } from '../platform/errors.js';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import {
  conversionDays,
  mostAccepted,
  getConversionSettings,
  updateConversionSettings,
} from './conversion-settings.model.js';
import { conversionKinds, type ConversionKind } from './conversion.model.js';
import { isCurrency } from './conversion-rules.js';
import { readSites } from './sites.js';
import { asksForPassword } from '../sign-in/index.js';
import { may } from '../people/index.js';
import { listApiKeys, makeApiKey, revokeApiKey } from './api-key.model.js';
import { currencyChoices, snippetFor } from './conversions.view.js';
import { makeWebhookSecret, webhookSecretMadeAt } from './webhook-secret.model.js';

const page = '/admin/conversions/settings';

const accepted = z.coerce
  .number('conversions.accepted-wrong')
  .int('conversions.accepted-wrong')
  .min(0, 'conversions.accepted-wrong')
  .max(mostAccepted, 'conversions.accepted-wrong')
  .default(0);

const acceptedField = (kind: ConversionKind) => `accepted-${kind}` as const;

const settings = z.object({
  sites: z
    .string()
    .default('')
    .transform((typed, context) => {
      const read = readSites(typed);
      if ('sites' in read) return read.sites;
      context.addIssue({ code: 'custom', message: `conversions.sites-${read.problem}` });
      return z.NEVER;
    }),
  days: z.coerce
    .number('conversions.days-wrong')
    .int('conversions.days-wrong')
    .min(conversionDays.least, 'conversions.days-wrong')
    .max(conversionDays.most, 'conversions.days-wrong'),
  currency: z
    .string('conversions.conversion-currency-unknown')
    .refine(isCurrency, 'conversions.conversion-currency-unknown'),
  revision: revisionField,
  ...Object.fromEntries(conversionKinds.map((kind) => [acceptedField(kind), accepted])),
});

/** Accepted conversions by kind; kinds that are not accepted are left out. */
const acceptedIn = (input: Record<string, unknown>) =>
  Object.fromEntries(
    conversionKinds
      .map((kind) => [kind, Number(input[acceptedField(kind)])] as const)
      .filter(([, most]) => most > 0),
  );

const newKey = z.object({
  keyName: visibleNameField(80, {
    missing: 'conversions.key-name-missing',
    long: 'conversions.key-name-long',
  }),
});

/** `/admin/conversions/settings`: the organization's sites, and how conversions are reported. */
export function settingsRoutes(services: Services): Router {
  const router = Router();
  const mayManage = may('manage-conversions');

  const show = async (_req: Request, res: Response, form: Form) => {
    const [known, keys, secretMadeAt] = await Promise.all([
      getConversionSettings(),
      listApiKeys(),
      webhookSecretMadeAt(),
    ]);
    // Each form of the page sends only its own fields; the others keep their stored values.
    const stored: Record<string, unknown> = {
      ...known,
      sites: known.sites.map(readableAddress).join('\n'),
      ...Object.fromEntries(conversionKinds.map((kind) => [acceptedField(kind), known.accepted[kind] ?? 0])),
    };
    if (form.conflict) form.values.revision = known.revision;
    const typed: Record<string, unknown> = { ...stored, keyName: '', ...form.values };
    const acceptedLabel = (kind: ConversionKind) => ({
      key: 'conversions.accepted-kind',
      values: { kind: say(res, `conversions.kind-${kind}`) },
    });
    renderPage(res, 'conversions/settings', 'conversions.settings', {
      form,
      typed,
      stored: storedMeanwhile(res, form, stored, {
        sites: 'conversions.sites',
        days: 'conversions.days',
        currency: 'conversions.currency',
        ...Object.fromEntries(
          conversionKinds.map((kind) => [acceptedField(kind), { label: acceptedLabel(kind) }]),
        ),
      }),
      limits: { ...conversionDays, accepted: mostAccepted },
      accepted: conversionKinds.map((kind) => ({
        name: acceptedField(kind),
        label: say(res, acceptedLabel(kind)),
        value: typed[acceptedField(kind)],
        error: form.errors[acceptedField(kind)],
      })),
      currencies: currencyChoices(localeIn(res), typed.currency),
      hasSites: known.sites.length > 0,
      snippet: snippetFor(services.publicUrl),
      keys,
      secretMadeAt,
    });
  };

  router.get(page, mayManage, async (req, res) => show(req, res, openForm(req)));

  router.post(
    page,
    mayManage,
    submitForm(
      settings,
      async (input, req, res) => {
        const { sites, days, currency, revision } = input;
        const changes = { sites, days, currency, accepted: acceptedIn(input) };
        await updateConversionSettings(services, { ...changes, revision, actor: req.user! });
        addFlash(req, 'success', 'conversions.saved');
        res.redirect(303, page);
      },
      show,
    ),
  );

  /** Shows a secret this one time: it is in this answer and nowhere else. */
  const reveal = (res: Response, secret: string, what: 'key' | 'secret') =>
    renderPage(res.set('Cache-Control', 'no-store'), 'conversions/secret', `conversions.new-${what}`, {
      secret,
      text: `conversions.new-${what}-text`,
    });

  router.post(
    `${page}/keys`,
    mayManage,
    submitForm(
      newKey,
      async ({ keyName }, req, res) => {
        if (await asksForPassword(req, res)) return;
        reveal(res, await makeApiKey(services, { name: keyName, actor: req.user! }), 'key');
      },
      show,
    ),
  );

  router.get(`${page}/keys/:id/revoke`, mayManage, async (req, res) => {
    const id = readId(req.params.id);
    const key = (await listApiKeys()).find((one) => one.id === id);
    if (!key) throw new NotFound();
    renderConfirmPage(res, {
      title: 'conversions.revoke-question',
      subject: key.name,
      what: 'conversions.revoke-what',
      button: 'conversions.revoke',
      action: `${page}/keys/${id}/revoke`,
      back: page,
    });
  });

  router.post(`${page}/keys/:id/revoke`, mayManage, async (req, res) => {
    const id = readId(req.params.id);
    if (await asksForPassword(req, res)) return;
    await revokeApiKey(services, { keyId: id, actor: req.user! });
    addFlash(req, 'success', 'conversions.key-revoked');
    res.redirect(303, page);
  });

  router.get(`${page}/secret`, mayManage, (_req, res) =>
    renderConfirmPage(res, {
      title: 'conversions.new-secret-question',
      subject: '',
      what: 'conversions.new-secret-what',
      button: 'conversions.make-new-secret',
      action: `${page}/secret`,
      back: page,
    }),
  );

  router.post(`${page}/secret`, mayManage, async (req, res) => {
    if (await asksForPassword(req, res)) return;
    reveal(res, await makeWebhookSecret(services, { actor: req.user! }), 'secret');
  });

  return router;
}
