import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { idField, readId } from '../platform/data/object-id.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import { cleanAddress, isOpen, may } from '../people/index.js';
import { countPostsFor } from '../posts/index.js';
import { endTeam, takeUpTeam } from './end-team.js';
import { countTeams, createTeam, updateTeam } from './manage-teams.js';
import { isMergeable, mergeTeam } from './merge-team.js';

const schema = z.object({
  name: visibleNameField(80, { missing: 'accounts.team-name-missing', long: 'people.name-long' }),
  revision: revisionField,
});

/** The e-mail address of the head; empty: vacant. */
const head = z.string().overwrite(cleanAddress).max(254, 'people.email-invalid').default('');

const merge = z.object({ into: idField('accounts.merge-choose') });

/** `/admin/teams`: all teams and a form that adds one; `/admin/teams/:id` renames, ends or merges one, and names its
 * head. */
export function teamsRoutes(services: Services): Router {
  const router = Router();

  const showAll = async (_req: Request, res: Response, form: Form) =>
    renderPage(res, 'accounts/teams', 'accounts.teams', { form, ...teamRows(await countTeams()) });

  const showOne = async (req: Request, res: Response, form?: Form, problem = '') => {
    const { team, people, into, others } = await teamOf(req);
    const stored = { ...team, head: readableAddress(team.head?.email ?? '') };
    const shown = form ?? openForm(req, stored);
    if (shown.conflict) shown.values.revision = team.revision;
    const posts = await countPostsFor(team.id);
    renderPage(
      res,
      'accounts/team',
      { key: 'accounts.team-title', values: { name: team.name } },
      {
        form: shown,
        team,
        people,
        isPeopleShown: people > 0 || isOpen(team),
        posts,
        // With people in it, it can only be merged, and then its posts move as well.
        postsAreLeft: posts > 0 && people === 0,
        into: into?.name ?? '',
        hasOthers: others.length > 0,
        mayMerge: others.length > 0 && (await isMergeable(team)),
        problem,
        stored: storedMeanwhile(res, shown, stored, { name: 'accounts.team-name', head: 'accounts.head' }),
      },
    );
  };

  const showMerge = async (req: Request, res: Response, form: Form) => {
    const { team, people, others } = await teamOf(req);
    if (!(await isMergeable(team))) throw new NotAllowedNow('accounts.team-merge-ended');
    const into = form.errors.into ? undefined : others.find(({ id }) => id === form.values.into);
    renderPage(
      res,
      'accounts/merge-team',
      into
        ? { key: 'accounts.merge-question', values: { name: team.name, into: into.name } }
        : { key: 'accounts.merge-title', values: { name: team.name } },
      {
        form,
        team,
        people,
        into: into ?? null,
        posts: await countPostsFor(team.id),
        others: [
          { value: '', label: say(res, 'accounts.merge-none-yet'), selected: true },
          ...others.map(({ id, name }) => ({ value: id, label: name, selected: false })),
        ],
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
        await createTeam(services, { name, actor: req.user! });
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
      schema.extend({ head }),
      async (input, req, res) => {
        await updateTeam(services, { ...input, teamId: readId(req.params.id), actor: req.user! });
        addFlash(req, 'success', { key: 'accounts.team-saved', values: { name: input.name } });
        res.redirect(303, '/admin/teams');
      },
      showOne,
    ),
  );

  for (const [name, change, done] of [
    ['end', endTeam, 'accounts.team-ended'],
    ['take-up', takeUpTeam, 'accounts.team-taken-up'],
  ] as const)
    router.post(
      `/admin/teams/:id/${name}`,
      may('manage-people'),
      submitForm(
        z.object({}),
        async (_input, req, res) => {
          const { team } = await teamOf(req);
          await change(services, { teamId: team.id, actor: req.user! });
          addFlash(req, 'success', { key: done, values: { name: team.name } });
          res.redirect(303, '/admin/teams');
        },
        (req, res, form) => showOne(req, res, undefined, form.summary[0]?.message),
      ),
    );

  router.get('/admin/teams/:id/merge', may('manage-people'), (req, res) => {
    const form = openForm(req, { into: req.query.into });
    if (req.query.into === '') form.errors.into = say(res, 'accounts.merge-choose');
    return showMerge(req, res, form);
  });

  router.post(
    '/admin/teams/:id/merge',
    may('manage-people'),
    submitForm(
      merge,
      async ({ into: intoId }, req, res) => {
        const { team, all } = await teamOf(req);
        await mergeTeam(services, { teamId: team.id, intoId, actor: req.user! });
        const into = all.find(({ id }) => id === intoId)?.name ?? '';
        addFlash(req, 'success', { key: 'accounts.team-merged', values: { name: team.name, into } });
        res.redirect(303, '/admin/teams');
      },
      showMerge,
    ),
  );

  return router;
}

/** A team with the number of its people, the team that it was merged into, and the open teams besides it. */
async function teamOf(req: Request) {
  const teams = await countTeams();
  const team = teams.find(({ id }) => id === readId(req.params.id));
  if (!team) throw new NotFound();
  return {
    all: teams,
    team,
    people: team.people,
    into: teams.find(({ id }) => id === team.mergedInto),
    others: teams.filter((other) => isOpen(other) && other.id !== team.id),
  };
}

/** The open teams, and the ended ones with the name of the team that each was merged into. */
function teamRows(all: Awaited<ReturnType<typeof countTeams>>) {
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return {
    teams: all.filter(isOpen),
    ended: all
      .filter((team) => !isOpen(team))
      .map((team) => ({ ...team, into: names.get(team.mergedInto ?? '') ?? '' })),
  };
}
