import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { isTimeZone } from '../platform/clock.js';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { blankForm, openForm, parseInput, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { regions } from '../platform/text/regions.js';
import { languages } from '../platform/text/words.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import { logAccountEvent, may } from '../people/index.js';
import { getOrganization } from './get-organization.js';
import { settingsChoices } from './organization.view.js';
import { clickDays, mastodonLimit, visibilities } from './organization.model.js';
import { longestReason, pauseSharing, resumeSharing } from './pause-sharing.js';
import { readHosts } from './target-hosts.js';
import { updateOrganization } from './update-organization.js';

const ticked = z
  .unknown()
  .optional()
  .transform((value) => value === 'yes');

const schema = z
  .object({
    name: visibleNameField(100, { missing: 'organization.name-missing', long: 'organization.name-long' }),
    timeZone: z.string('organization.time-zone-unknown').refine(isTimeZone, 'organization.time-zone-unknown'),
    language: z
      .string('organization.language-unknown')
      .refine((language) => languages.includes(language), 'organization.language-unknown'),
    region: z.enum(regions, 'organization.region-unknown'),
    visibility: z.enum(visibilities, 'organization.visibility-missing'),
    clickDays: z.coerce
      .number('organization.click-days-wrong')
      .int('organization.click-days-wrong')
      .min(clickDays.least, 'organization.click-days-wrong')
      .max(clickDays.most, 'organization.click-days-wrong'),
    regularAt: z
      .string('organization.regular-at-wrong')
      .regex(/^[1-4]$/, 'organization.regular-at-wrong')
      .transform(Number),
    lapsedAt: z
      .string('organization.lapsed-at-wrong')
      .regex(/^[0-3]$/, 'organization.lapsed-at-wrong')
      .transform(Number),
    mastodonLimit: z.coerce
      .number('organization.mastodon-limit-wrong')
      .int('organization.mastodon-limit-wrong')
      .min(mastodonLimit.least, 'organization.mastodon-limit-wrong')
      .max(mastodonLimit.most, 'organization.mastodon-limit-wrong'),
    editorsEditGoals: ticked,
    hasBoard: ticked,
    targetHosts: z.string().default('').transform(asHosts),
    revision: revisionField,
  })
  .refine(({ regularAt, lapsedAt }) => lapsedAt < regularAt, {
    path: ['lapsedAt'],
    message: 'organization.lapsed-at-wrong',
  });

function asHosts(typed: string, context: z.RefinementCtx): string[] {
  const read = readHosts(typed);
  if ('hosts' in read) return read.hosts;
  context.addIssue({ code: 'custom', message: `organization.target-hosts-${read.problem}` });
  return z.NEVER;
}

/** Functions of features that know this one. */
export interface OrganizationHooks {
  /** True when the request was answered with a page that asks for the password. */
  asksForPassword: (req: Request, res: Response) => Promise<boolean>;
}

/** `/admin/organization`. */
export function organizationRoutes(services: Services, { asksForPassword }: OrganizationHooks): Router {
  const router = Router();
  const mayManage = may('manage-organization');

  const show = async (_req: Request, res: Response, form: Form) => {
    const stored = await storedSettings();
    if (form.conflict) form.values.revision = stored.revision;
    const choices = settingsChoices(res, form.values, services.clock.now());
    const choice = (name: string, from: { value: string; label: string }[]) => ({
      label: `organization.${name}`,
      show: (value: unknown) => from.find((one) => one.value === value)?.label ?? '',
    });
    const yesOrNo = (value: unknown) => say(res, value === 'yes' ? 'organization.yes' : 'organization.no');
    renderPage(res, 'organization/settings', 'organization.settings', {
      form,
      ...choices,
      stored: storedMeanwhile(res, form, stored, {
        name: 'organization.name',
        timeZone: choice('time-zone', choices.timeZones),
        language: choice('language', choices.languages),
        region: choice('region', choices.regions),
        visibility: choice('visibility', choices.visibilities),
        targetHosts: 'organization.target-hosts',
        mastodonLimit: 'organization.mastodon-limit',
        clickDays: 'organization.click-days',
        regularAt: 'organization.regular-at',
        lapsedAt: 'organization.lapsed-at',
        editorsEditGoals: { label: 'organization.editors-edit-goals', show: yesOrNo },
        hasBoard: { label: 'organization.has-board', show: yesOrNo },
      }),
    });
  };

  router.get('/admin/organization', mayManage, async (req, res) =>
    show(req, res, openForm(req, await storedSettings())),
  );

  router.post(
    '/admin/organization',
    mayManage,
    submitForm(
      schema,
      async (input, req, res) => {
        const known = await getOrganization();
        if (known?.visibility !== input.visibility && (await asksForPassword(req, res))) return;
        const { before, after } = await updateOrganization(services, { ...input, actor: req.user! });
        if (before !== after)
          logAccountEvent(services, 'visibility-changed', { byId: req.user!.id, from: before, to: after });
        addFlash(req, 'success', 'organization.saved');
        res.redirect(303, '/admin/organization');
      },
      show,
    ),
  );

  const showPause = async (req: Request, res: Response, typed?: Form) => {
    const pause = (await getOrganization())?.pause;
    // During a pause the page has no form: a stored text stays stored.
    const form = typed ?? (pause ? blankForm({}) : openForm(req));
    renderPage(res, 'organization/pause', 'organization.pause-title', {
      form,
      pause: pause && { ...pause, sinceField: pause.since.toISOString() },
      max: longestReason,
    });
  };

  router.get('/admin/organization/pause', may('pause-sharing'), (req, res) => showPause(req, res));

  router.post(
    '/admin/organization/pause',
    may('pause-sharing'),
    submitForm(
      z.object({ reason: z.string().default('') }),
      async ({ reason }, req, res) => {
        await pauseSharing(services, { actor: req.user!, reason });
        addFlash(req, 'success', 'organization.paused');
        res.redirect(303, '/admin/organization/pause');
      },
      showPause,
    ),
  );

  router.post('/admin/organization/pause/end', may('pause-sharing'), async (req, res) => {
    const { since } = parseInput(z.object({ since: z.coerce.date() }), req.body);
    await resumeSharing(services, { actor: req.user!, since });
    addFlash(req, 'success', 'organization.resumed');
    res.redirect(303, '/admin/organization/pause');
  });

  return router;
}

async function storedSettings() {
  const organization = await getOrganization();
  if (!organization) throw new NotFound();
  return {
    ...organization,
    targetHosts: organization.targetHosts.map(readableAddress).join('\n'),
    editorsEditGoals: organization.editorsEditGoals ? 'yes' : '',
    hasBoard: organization.hasBoard ? 'yes' : '',
  };
}
