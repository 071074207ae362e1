import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { readId } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import { listTeams, may } from '../people/index.js';
import { countTeams, createTeam, renameTeam } from './manage-teams.js';

const schema = z.object({
  name: z
    .string('accounts.team-name-missing')
    .trim()
    .min(1, 'accounts.team-name-missing')
    .max(80, 'people.name-long'),
  revision: revisionField,
});

/** `/admin/teams`: all teams and a form that adds one; `/admin/teams/:id` renames one. */
export function teamsRoutes(services: Services): Router {
  const router = Router();

  const showAll = async (_req: Request, res: Response, form: Form) =>
    renderPage(res, 'accounts/teams', 'accounts.teams', { form, teams: await countTeams() });

  const showOne = async (req: Request, res: Response, form?: Form) => {
    const team = (await listTeams()).find(({ id }) => id === readId(req.params.id));
    if (!team) throw new NotFound();
    const shown = form ?? openForm(req, { ...team });
    if (shown.conflict) shown.values.revision = team.revision;
    renderPage(
      res,
      'accounts/team',
      { key: 'accounts.rename-team', values: { name: team.name } },
      {
        form: shown,
        team,
        stored: storedMeanwhile(res, shown, { ...team }, { name: 'accounts.team-name' }),
      },
    );
  };

  router.get('/admin/teams', may('manage-people'), (req, res) => showAll(req, res, openForm(req)));

  router.post(
    '/admin/teams',
    may('manage-people'),
    submitForm(
      schema,
      async ({ name }, req, res) => {
        await createTeam(services, { name });
        addFlash(req, 'success', { key: 'accounts.team-added', values: { name } });
        res.redirect(303, '/admin/teams');
      },
      showAll,
    ),
  );

  router.get('/admin/teams/:id', may('manage-people'), (req, res) => showOne(req, res));

  router.post(
    '/admin/teams/:id',
    may('manage-people'),
    submitForm(
      schema,
      async ({ name, revision }, req, res) => {
        await renameTeam(services, { teamId: readId(req.params.id), name, revision, byId: req.user!.id });
        addFlash(req, 'success', 'accounts.team-renamed');
        res.redirect(303, '/admin/teams');
      },
      showOne,
    ),
  );

  return router;
}
