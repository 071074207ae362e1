import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { getOrganization } from '../organization/index.js';
import { listTeams, may } from '../people/index.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { listText, numberText } from '../platform/text/formats.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import {
  fewestContributors,
  findPublicPerson,
  joinBoard,
  leaveBoard,
  longestBoardName,
} from '../published-results/index.js';
import type { Services } from '../services.js';
import { goalsOfBoard, peopleOfBoard, teamsOfBoard } from './get-board.js';

const page = '/board';
const ownPage = '/board/mine';
const pseudonym = visibleNameField(longestBoardName, {
  missing: 'recognition.pseudonym-missing',
  long: 'recognition.pseudonym-long',
});
const schema = z.discriminatedUnion(
  'as',
  [z.object({ as: z.literal('name') }), z.object({ as: z.literal('pseudonym'), pseudonym })],
  'recognition.as-missing',
);

/** `/board`: what people who want it, and teams, brought to goals; `/board/mine`: one's own place on it. */
export function boardRoutes(services: Services): Router {
  const router = Router();

  router.get(page, may('see-board'), async (req, res) => {
    const isOn = !!(await getOrganization())?.hasBoard;
    const goals = isOn ? await goalsOfBoard() : [];
    const goal = goals.find(({ id }) => id === req.query.goal) ?? goals[0];
    const locale = localeIn(res);
    const people = goal ? await peopleOfBoard(goal) : null;
    renderPage(res, 'recognition/board', 'recognition.board', {
      isOn,
      mine: await findPublicPerson(req.user!.id),
      chips: goals.map(({ id, title }) => ({
        href: `${page}?goal=${id}`,
        label: title,
        isCurrent: id === goal?.id,
      })),
      goal,
      metric: goal && say(res, `strategy.metric-${goal.metric}`),
      people: people && {
        ...people,
        lines: people.lines.map(({ personId, name, value }) => ({
          name,
          value: numberText(locale, value),
          isMine: personId === req.user!.id,
        })),
      },
      teams: isOn ? await teamsView(res) : null,
    });
  });

  const showOwn = async (req: Request, res: Response, form: Form) =>
    renderPage(res, 'recognition/board-mine', 'recognition.board-mine', {
      form,
      isOn: !!(await getOrganization())?.hasBoard,
      mine: await findPublicPerson(req.user!.id),
      longest: longestBoardName,
      choices: (['name', 'pseudonym'] as const).map((value) => ({
        value,
        label: say(res, `recognition.as-${value}`, { name: req.user!.name }),
        selected: form.values.as === value,
      })),
    });
  router.get(ownPage, may('manage-own-place-on-board'), async (req, res) => {
    const mine = await findPublicPerson(req.user!.id);
    const as = mine && (mine.pseudonym ? 'pseudonym' : 'name');
    await showOwn(req, res, openForm(req, { as: as ?? '', pseudonym: mine?.pseudonym ?? '' }));
  });
  router.post(
    ownPage,
    may('manage-own-place-on-board'),
    submitForm(
      schema,
      async (input, req, res) => {
        const name = input.as === 'pseudonym' ? input.pseudonym : null;
        await joinBoard(services, { actor: req.user!, pseudonym: name });
        addFlash(req, 'success', 'recognition.board-joined');
        res.redirect(303, page);
      },
      showOwn,
    ),
  );
  router.post('/board/leave', may('manage-own-place-on-board'), async (req, res) => {
    await leaveBoard(services, { actor: req.user! });
    addFlash(req, 'success', 'recognition.board-left');
    res.redirect(303, page);
  });
  return router;
}

/** The lines of teams with their names, or why there are none. */
async function teamsView(res: Response) {
  const board = await teamsOfBoard();
  if ('why' in board)
    return { why: say(res, `recognition.teams-${board.why}`, { fewest: fewestContributors }), lines: [] };
  const locale = localeIn(res);
  const names = new Map((await listTeams()).map(({ id, name }) => [id, name]));
  const nameOf = (id: string) =>
    id ? (names.get(id) ?? say(res, 'recognition.deleted-team')) : say(res, 'recognition.no-team');
  return {
    why: '',
    period: say(res, 'recognition.teams-period', {
      quarter: board.quarter.slice(6),
      year: board.quarter.slice(0, 4),
    }),
    lines: board.lines.map(({ teamIds, perRegular }) => ({
      name: listText(locale, teamIds.map(nameOf).sort()),
      value: numberText(locale, Math.round(perRegular * 10) / 10),
    })),
  };
}
