import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { organizationTimeZone } from '../organization/index.js';
import { may } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { readId } from '../platform/data/object-id.js';
import { revisionField } from '../platform/data/revision.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, parseInput, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import {
  agreeToGoal,
  checkIn,
  enterFigure,
  figureLimits,
  withdrawMessage,
  type WrongRows,
} from './account-for-goal.js';
import { longestCollective, setCollective } from './collective-goal.js';
import { confidences } from './check-in.model.js';
import { figuresFileRoutes } from './figures-file.routes.js';
import { metricOf } from './metrics.js';
import { accountableFor, mayEditAll, responsibleFor } from './responsible.js';
import { SocialGoal, Tactic } from './strategy.model.js';

/** How many wrong rows of a file the page lists. */
const mostWrongShown = 100;

const anything = z.record(z.string(), z.unknown());
const agreement = z.object({ teamId: z.string().default(''), version: z.coerce.number().int().catch(0) });

/** What people who answer for a goal do: agree to it, check in, enter figures, withdraw a message. */
export function accountingRoutes(services: Services): Router {
  const router = Router();
  const goal = '/strategy/goals/:id';

  router.post(`${goal}/agree`, may('agree-to-goals'), async (req: Request<{ id: string }>, res) => {
    const goalId = readId(req.params.id);
    await agreeToGoal(services, { ...parseInput(agreement, req.body), goalId, actor: req.user! });
    addFlash(req, 'success', 'strategy.agreed');
    res.redirect(303, `/strategy/goals/${goalId}`);
  });

  const showCheckIn = async (req: Request, res: Response, form: Form) => {
    const { _id, title } = await goalOf(req);
    renderPage(
      res,
      'strategy/check-in',
      { key: 'strategy.check-in-title', values: { title } },
      {
        form,
        action: req.path,
        back: `/strategy/goals/${_id.toString()}`,
        confidences: confidences.map((value) => ({
          value,
          label: say(res, `strategy.confidence-${value}`),
          hint: say(res, `strategy.confidence-${value}-hint`),
          selected: value === form.values.confidence,
        })),
      },
    );
  };
  router.get(`${goal}/check-in`, may('check-in'), async (req, res) => {
    await requireAccountable(req, await goalOf(req));
    await showCheckIn(req, res, openForm(req));
  });
  router.post(
    `${goal}/check-in`,
    may('check-in'),
    submitForm(
      anything,
      async (input, req, res) => {
        const goalId = readId(req.params.id);
        await checkIn(services, { ...input, goalId, actor: req.user! });
        addFlash(req, 'success', 'strategy.checked-in');
        res.redirect(303, `/strategy/goals/${goalId}`);
      },
      showCheckIn,
    ),
  );

  const showFigure = async (req: Request, res: Response, form: Form) => {
    const { _id, title, metric } = await goalOf(req);
    // The browser has to choose a file again.
    if (form.values.chosen && !form.errors.file) form.errors.file = say(res, 'strategy.figures-file-again');
    const page = `/strategy/goals/${_id.toString()}/figures`;
    const wrong = (res.locals.wrongRows ?? []) as WrongRows['rows'];
    renderPage(
      res,
      'strategy/figure',
      { key: 'strategy.figure-title', values: { title } },
      {
        form,
        action: page,
        fileAction: `${page}/file`,
        limits: { megabytes: figureLimits.bytes / 1024 / 1024, rows: figureLimits.rows },
        wrong: wrong.slice(0, mostWrongShown).map(({ line, column, message }) => ({
          line,
          column: say(res, `strategy.figures-column-${column}`),
          reason: say(res, message),
        })),
        wrongMore: Math.max(0, wrong.length - mostWrongShown),
        back: `/strategy/goals/${_id.toString()}`,
        lead: `strategy.figure-lead-${metricOf(metric).kind}`,
        partHint: `strategy.figure-part-hint-${metricOf(metric).kind}`,
        isRatio: metricOf(metric).kind === 'ratio',
      },
    );
  };
  router.get(`${goal}/figures`, may('enter-figures'), async (req, res) => {
    const found = await goalOf(req);
    if (metricOf(found.metric).from === 'portal') throw new NotAllowedNow('strategy.figure-of-portal');
    if (!(await mayEditAll(req.user!))) await requireAccountable(req, found);
    const day = dayIn(await organizationTimeZone(), services.clock.now());
    await showFigure(req, res, openForm(req, { day }));
  });
  router.post(
    `${goal}/figures`,
    may('enter-figures'),
    submitForm(
      anything,
      async (input, req, res) => {
        const goalId = readId(req.params.id);
        await enterFigure(services, { ...input, goalId, actor: req.user! });
        addFlash(req, 'success', 'strategy.figure-entered');
        res.redirect(303, `/strategy/goals/${goalId}`);
      },
      showFigure,
    ),
  );

  router.use(figuresFileRoutes(services, showFigure));

  const showCollective = async (req: Request, res: Response, form: Form) => {
    const { _id, title, collective, revision } = await goalOf(req);
    if (form.conflict) form.values.revision = revision;
    const now = { sentence: collective ?? '' };
    renderPage(
      res,
      'strategy/collective',
      { key: 'strategy.collective-title', values: { title } },
      {
        form,
        stored: storedMeanwhile(res, form, now, { sentence: 'strategy.collective-sentence' }),
        action: req.path,
        back: `/strategy/goals/${_id.toString()}`,
        longest: longestCollective,
      },
    );
  };
  router.get(`${goal}/collective`, may('show-collective-goals'), async (req, res) => {
    const { collective, revision } = await goalOf(req);
    await showCollective(req, res, openForm(req, { sentence: collective ?? '', revision }));
  });
  router.post(
    `${goal}/collective`,
    may('show-collective-goals'),
    submitForm(
      z.object({ sentence: z.string().default(''), revision: revisionField }),
      async (input, req, res) => {
        const goalId = readId(req.params.id);
        await setCollective(services, { ...input, actor: req.user!, goalId });
        addFlash(req, 'success', 'strategy.saved');
        res.redirect(303, `/strategy/goals/${goalId}`);
      },
      showCollective,
    ),
  );

  const withdraw = '/strategy/tactics/:id/withdraw';
  const showWithdraw = async (req: Request, res: Response, form: Form) => {
    const tactic = await tacticOf(req);
    if (tactic.messageState === 'withdrawn') throw new NotAllowedNow('strategy.withdrawn-already');
    if (form.conflict) form.values.revision = tactic.revision;
    renderPage(
      res,
      'strategy/withdraw',
      { key: 'strategy.withdraw-title', values: { title: tactic.title } },
      {
        form,
        action: req.path,
        back: `/strategy/tactics/${tactic._id.toString()}`,
        message: tactic.keyMessage,
      },
    );
  };
  router.get(withdraw, may('edit-goals-of-own-department'), async (req, res) => {
    const tactic = await tacticOf(req);
    const people = await responsibleFor(req.user!, 'tactic', tactic);
    if (!(await mayEditAll(req.user!))) requireOne(people, req.user!.id);
    await showWithdraw(req, res, openForm(req, { revision: tactic.revision }));
  });
  router.post(
    withdraw,
    may('edit-goals-of-own-department'),
    submitForm(
      z.object({ note: z.string().default(''), revision: revisionField }),
      async (input, req, res) => {
        const tacticId = readId(req.params.id);
        await withdrawMessage(services, { ...input, actor: req.user!, tacticId });
        addFlash(req, 'success', 'strategy.withdrawn');
        res.redirect(303, `/strategy/tactics/${tacticId}/posts`);
      },
      showWithdraw,
    ),
  );
  return router;
}

async function goalOf(req: Request) {
  const goal = await SocialGoal.findById(readId(req.params.id)).lean();
  if (!goal) throw new NotFound();
  return goal;
}

async function tacticOf(req: Request) {
  const tactic = await Tactic.findById(readId(req.params.id)).lean();
  if (!tactic) throw new NotFound();
  return tactic;
}

const requireAccountable = async (req: Request, goal: Parameters<typeof accountableFor>[0]) =>
  requireOne(await accountableFor(goal), req.user!.id);

/** A form is not shown to whom it would refuse in the end. */
function requireOne(people: unknown[], id: string): void {
  if (!people.some((one) => String(one) === id)) throw new NotAllowedNow('people.not-responsible');
}
