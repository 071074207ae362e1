import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../../platform/errors.js';
import { readId } from '../../platform/data/object-id.js';
import { addFlash } from '../../platform/http/flash.js';
import { openForm, parseInput, submitForm, type Form } from '../../platform/http/forms.js';
import { renderPage, say } from '../../platform/http/pages.js';
import { readUpload, withUpload } from '../../platform/http/read-upload.js';
import type { Services } from '../../services.js';
import {
  listLocations,
  listTeams,
  may,
  offeredTeams,
  permits,
  reachOfAllScripts,
} from '../../people/index.js';
import { asksForPassword } from '../../sign-in/index.js';
import { rolesText } from '../people.view.js';
import { addListedPeople, beginToAdd, deleteList, firstPeopleOf, getList } from './add-people.js';
import { listHours } from './people-list.model.js';
import { listLimits, takeList } from './take-list.js';

const page = '/admin/people/list';
const guard = may('manage-people');

/** Characters. Even if each takes several bytes, the form stays below its size limit. */
const longestPaste = 50_000;
const pasted = z.object({
  text: z
    .string('accounts.list-text-missing')
    .max(longestPaste, 'accounts.list-text-long')
    .refine((text) => text.trim(), 'accounts.list-text-missing'),
});
const withFile = z.object({ chosen: z.string().optional() });
/** How many people the page of a list shows. */
const mostShown = 50;
const choice = z.object({ send: z.enum(['now', 'later']).catch('later') });

/** `/admin/people/list`: paste or send a list, look at what it would do, add its people. */
export function peopleListRoutes(services: Services): Router {
  const router = Router();

  const show = async (_req: Request, res: Response, form: Form) => {
    const teams = offeredTeams(await listTeams()).map(({ name }) => name);
    const locations = (await listLocations()).filter(({ endedAt }) => !endedAt).map(({ name }) => name);
    // In the example, a name needs no quotation marks.
    const isPlain = (name: string) => !/[,;"]/.test(name);
    renderPage(res, 'accounts/list', 'accounts.list-title', {
      form,
      longestPaste,
      limits: { megabytes: listLimits.bytes / 1024 / 1024, rows: listLimits.rows, hours: listHours },
      teams: teams.join(', '),
      locations: locations.join(', '),
      exampleLocation: locations.find(isPlain) ?? '',
      exampleTeam: teams.find(isPlain) ?? '',
    });
  };

  router.get(page, guard, async (req, res) => {
    const from = typeof req.query.from === 'string' ? await getList(req.user!, readId(req.query.from)) : null;
    const form = openForm(req, from ? { text: from.text } : {});
    // The browser has to choose a file again.
    if (form.values.chosen) form.errors.file = say(res, 'accounts.list-file-again');
    await show(req, res, form);
  });

  router.post(
    page,
    guard,
    submitForm(
      pasted,
      async ({ text }, req, res) => {
        const listId = await takeList(services, { file: Buffer.from(text), text, actor: req.user! });
        res.redirect(303, `${page}/${listId}`);
      },
      show,
    ),
  );

  router.use(
    `${page}/file`,
    readUpload({
      page,
      largest: listLimits.bytes,
      mayUpload: ({ roles }) => permits(roles, 'manage-people'),
      words: 'accounts.list-file',
    }),
  );
  const sendFile = (_input: unknown, req: Request, res: Response) =>
    withUpload(req, async ({ file, problem }) => {
      if (problem || !file) throw new InvalidInput({ file: problem ?? 'accounts.list-file-missing' });
      const listId = await takeList(services, { file: file.bytes, actor: req.user! });
      res.redirect(303, `${page}/${listId}`);
    });
  router.post(`${page}/file`, guard, submitForm(withFile, sendFile, show));

  router.get(`${page}/:listId`, guard, async (req: Request<{ listId: string }>, res) => {
    const listId = readId(req.params.listId);
    const list = await getList(req.user!, listId);
    const first = list.state === 'read' ? await firstPeopleOf(req.user!, listId, mostShown) : [];
    const teams = new Map((await listTeams()).map(({ id, name }) => [id, name]));
    const locations = new Map((await listLocations()).map(({ id, name }) => [id, name]));
    renderPage(res, 'accounts/list-result', `accounts.list-title-${list.state}`, {
      list: {
        id: list._id.toString(),
        isRead: list.state === 'read',
        isAdding: list.state === 'adding',
        people: list.people,
        reach: list.needsAllScripts ? await reachOfAllScripts(services) : 'reached',
        hasLocations: locations.size > 0,
        first: first.map(({ name, email, teamId, locationId, roles }) => ({
          name,
          email,
          team: teams.get(teamId?.toString() ?? '') ?? '',
          location: locations.get(locationId?.toString() ?? '') ?? '',
          roles: rolesText(res, roles),
        })),
        peopleMore: list.people - first.length,
        done: list.done,
        added: list.added,
        isInviting: list.isInviting,
        isPasted: Boolean(list.text),
        problemCount: list.problemCount,
        problemsMore: list.problemCount - list.problems.length,
        problems: list.problems.map(({ line, text, word, values }) => ({
          line,
          text,
          reason: say(res, { key: word, values: (values ?? {}) as Record<string, unknown> }),
        })),
      },
    });
  });

  router.post(`${page}/:listId`, guard, async (req: Request<{ listId: string }>, res) => {
    const listId = readId(req.params.listId);
    const { send } = parseInput(choice, req.body);
    const { hasMoreRoles } = await getList(req.user!, listId);
    if (hasMoreRoles && (await asksForPassword(req, res))) return;
    await beginToAdd(services, { actor: req.user!, listId, isInviting: send === 'now' });
    // A short list is done at once.
    await addListedPeople(services, { listId, steps: 1 });
    res.redirect(303, `${page}/${listId}`);
  });

  router.post(`${page}/:listId/delete`, guard, async (req: Request<{ listId: string }>, res) => {
    await deleteList(services, { actor: req.user!, listId: readId(req.params.listId) });
    addFlash(req, 'success', 'accounts.list-deleted');
    res.redirect(303, page);
  });

  return router;
}
