import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, parseInput, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import {
  emailField,
  listLocations,
  listTeams,
  locationChoices,
  locationIdField,
  may,
  nameField,
  roleChoices,
  rolesField,
  searchPeople,
  teamChoices,
  teamIdField,
} from '../people/index.js';
import {
  asksForPassword,
  countUninvited,
  findWaitingInvitations,
  invitePerson,
  showInvitationLink,
} from '../sign-in/index.js';
import { filterRoles, filterStatuses, peopleList } from './people.view.js';
import { checkLocation, checkTeam } from './check-choices.js';
import { addReachFlash } from './reach-flash.js';
import { sameRoles } from './update-person.js';

const invitation = z.object({
  name: nameField,
  email: emailField,
  teamId: teamIdField,
  locationId: locationIdField,
  roles: rolesField,
});

// Invalid filters are ignored.
const search = z.object({
  name: z.string().trim().max(100).catch(''),
  status: z.enum(filterStatuses).optional().catch(undefined),
  teamId: idField().optional().catch(undefined),
  role: z.enum(filterRoles).optional().catch(undefined),
  after: idField().optional().catch(undefined),
  before: idField().optional().catch(undefined),
});

/** The people of the organization: `/admin/people`, and the form that invites one. */
export function peopleRoutes(services: Services): Router {
  const router = Router();

  router.get('/admin/people', may('manage-people'), async (req, res) => {
    const { after, before, ...filters } = parseInput(search, req.query);
    const [found, teams, uninvited] = await Promise.all([
      searchPeople(filters, { ...(after && { after }), ...(before && { before }) }),
      listTeams(),
      countUninvited(),
    ]);
    const invitationsWaiting = await findWaitingInvitations(found.people.map(({ id }) => id));
    renderPage(
      res,
      'accounts/people',
      'accounts.people',
      peopleList(res, found, teams, filters, { uninvited, invitationsWaiting }),
    );
  });

  const showInvite = async (_req: Request, res: Response, form: Form) =>
    renderPage(res, 'accounts/invite', 'accounts.invite', {
      form,
      roles: roleChoices(res, form.values.roles),
      teams: teamChoices(res, await listTeams(), form.values.teamId),
      locations: locationChoices(res, await listLocations(), form.values.locationId),
    });

  router.get('/admin/people/invite', may('manage-people'), (req, res) =>
    showInvite(req, res, openForm(req, { roles: ['advocate'] })),
  );

  router.post(
    '/admin/people/invite',
    may('manage-people'),
    submitForm(
      invitation,
      async (input, req, res) => {
        if (!sameRoles(input.roles, ['advocate']) && (await asksForPassword(req, res))) return;
        await checkTeam(input.teamId);
        await checkLocation(input.locationId);
        const invitation = await invitePerson(services, { ...input, actor: req.user! });
        const { name } = input;
        if (invitation.mail === 'stored') return showInvitationLink(res, { ...invitation, name });
        if (invitation.mail === 'sent')
          addFlash(req, 'success', { key: 'accounts.invited', values: { name } });
        else
          addFlash(
            req,
            'warning',
            `accounts.invitation-${invitation.mail === 'waiting' ? 'waits' : 'not-mailed'}`,
          );
        await addReachFlash(services, req, input.email);
        res.redirect(303, '/admin/people');
      },
      showInvite,
    ),
  );

  return router;
}
