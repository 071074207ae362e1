import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { readId } from '../platform/data/object-id.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import { deactivatePerson, reactivatePerson } from './access-of-person.js';
import {
  emailField,
  getPerson,
  labelsOf,
  listLocations,
  listTeams,
  locationChoices,
  locationIdField,
  mailReach,
  may,
  nameField,
  roleChoices,
  rolesField,
  teamChoices,
  teamIdField,
} from '../people/index.js';
import {
  asksForPassword,
  findWaitingInvitations,
  sendInvitation,
  sendInvitationAgain,
  showInvitationLink,
  startSession,
} from '../sign-in/index.js';
import { statusBadge } from './people.view.js';
import { addReachFlash } from './reach-flash.js';
import { sameRoles, updatePerson } from './update-person.js';

const schema = z.object({
  name: nameField,
  email: emailField,
  teamId: teamIdField,
  locationId: locationIdField,
  roles: rolesField,
  revision: revisionField,
});

/** One person, as an admin sees them: `/admin/people/:id`. */
export function personRoutes(services: Services): Router {
  const router = Router();

  const show = async (req: Request, res: Response, form?: Form) => {
    const person = await getPerson(readId(req.params.id));
    if (!person) throw new NotFound();
    const { name, teamId, locationId, roles, status, revision } = person;
    const email = readableAddress(person.email);
    const shown = form ?? openForm(req, { name, email, teamId, locationId, roles, revision });
    if (shown.conflict) shown.values.revision = revision;
    const choices = {
      roles: roleChoices(res, shown.values.roles, person),
      teams: teamChoices(res, await listTeams(), shown.values.teamId, teamId),
      locations: locationChoices(res, await listLocations(), shown.values.locationId, locationId),
    };
    renderPage(
      res,
      'accounts/person',
      { key: 'accounts.person', values: { name } },
      {
        form: shown,
        stored: storedMeanwhile(
          res,
          shown,
          {
            ...person,
            email,
            roles: choices.roles
              .map(({ value }) => value)
              .filter((role) => roles.some((held) => held === role)),
          },
          {
            name: 'sign-in.name',
            email: 'sign-in.email',
            teamId: { label: 'accounts.team', show: (id) => labelsOf(localeIn(res), choices.teams, id) },
            locationId: {
              label: 'accounts.location',
              show: (id) => labelsOf(localeIn(res), choices.locations, id),
            },
            roles: { label: 'accounts.roles', show: (held) => labelsOf(localeIn(res), choices.roles, held) },
          },
        ),
        person,
        reach: await mailReach(services, person.email),
        badge: statusBadge(res, person, await findWaitingInvitations([person.id])),
        ...choices,
        isInvited: status === 'invited',
        isDeactivated: status === 'deactivated',
        isYourself: person.id === req.user!.id,
      },
    );
  };

  router.get('/admin/people/:id', may('manage-people'), (req, res) => show(req, res));

  router.post(
    '/admin/people/:id',
    may('manage-people'),
    submitForm(
      schema,
      async (input, req, res) => {
        const userId = readId(req.params.id);
        const known = await getPerson(userId);
        if (!known) throw new NotFound();
        const isSensitive = !sameRoles(known.roles, input.roles) || known.email !== input.email;
        if (isSensitive && (await asksForPassword(req, res))) return;
        const { id } = req.user!;
        const { isNewAddress } = await updatePerson(services, { ...input, userId, actor: req.user! });
        if (isNewAddress) await addReachFlash(services, req, input.email);
        if (isNewAddress && known.status === 'invited')
          return invite(req, res, {
            sent: 'accounts.person-saved-invitation',
            failed: 'accounts.person-saved-not-mailed',
          });
        // All their sessions ended with the old address. This one continues, unless something else ended it too.
        if (isNewAddress && userId === id) {
          const sessionVersion = req.user!.sessionVersion + 1;
          await startSession(
            req,
            { ...req.user!, email: input.email, sessionVersion },
            { isPasswordGiven: false },
          );
        }
        addFlash(req, 'success', { key: 'accounts.person-saved', values: { name: input.name } });
        res.redirect(303, '/admin/people');
      },
      show,
    ),
  );

  const invite = async (
    req: Request,
    res: Response,
    words: { sent: string; failed: string },
    send = sendInvitation,
  ) => {
    const userId = readId(req.params.id);
    const invitation = await send(services, { actor: req.user!, userId });
    if (invitation.mail === 'stored') {
      const name = (await getPerson(userId))?.name ?? '';
      return showInvitationLink(res, { ...invitation, name });
    }
    if (invitation.mail === 'sent') addFlash(req, 'success', words.sent);
    else addFlash(req, 'warning', invitation.mail === 'waiting' ? 'accounts.invitation-waits' : words.failed);
    res.redirect(303, `/admin/people/${userId}`);
  };

  // An invitation or a reactivation gives somebody roles, so an old session of an admin is not enough.
  router.post('/admin/people/:id/invitation', may('manage-people'), async (req, res) => {
    if (await asksForPassword(req, res)) return;
    const words = { sent: 'accounts.invitation-sent-again', failed: 'accounts.invitation-not-mailed' };
    try {
      await invite(req, res, words, sendInvitationAgain);
    } catch (error) {
      if (!(error instanceof NotAllowedNow)) throw error;
      addFlash(req, 'info', error.reason);
      res.redirect(303, `/admin/people/${readId(req.params.id)}`);
    }
  });

  router.get('/admin/people/:id/deactivate', may('manage-people'), async (req, res) => {
    const person = await getPerson(readId(req.params.id));
    if (!person) throw new NotFound();
    const page = `/admin/people/${person.id}`;
    renderConfirmPage(res, {
      title: { key: 'accounts.deactivate-question', values: { name: person.name } },
      subject: readableAddress(person.email),
      what: 'accounts.deactivate-text',
      button: 'accounts.deactivate',
      action: `${page}/deactivate`,
      back: page,
    });
  });

  router.post('/admin/people/:id/deactivate', may('manage-people'), async (req, res) => {
    const userId = readId(req.params.id);
    await deactivatePerson(services, { actor: req.user!, userId });
    addFlash(req, 'success', 'accounts.deactivated');
    res.redirect(303, `/admin/people/${userId}`);
  });

  router.post('/admin/people/:id/reactivate', may('manage-people'), async (req, res) => {
    if (await asksForPassword(req, res)) return;
    const userId = readId(req.params.id);
    const wayIn = await reactivatePerson(services, { actor: req.user!, userId });
    if (wayIn === 'invitation')
      return invite(req, res, {
        sent: 'accounts.reactivated-invitation',
        failed: 'accounts.reactivated-not-mailed',
      });
    addFlash(req, 'success', `accounts.reactivated-${wayIn}`);
    res.redirect(303, `/admin/people/${userId}`);
  });

  return router;
}
