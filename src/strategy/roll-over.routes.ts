import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { may } from '../people/index.js';
import { idField } from '../platform/data/object-id.js';
import { Forbidden, NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { mayEditAll } from './responsible.js';
import { planRollOver, rollOver, type CopiedGoal } from './roll-over.js';
import { limitsOfSteps } from './steps.js';

const list = (value: unknown) => (value === undefined ? [] : [value].flat());
const chosen = z.object({
  goalIds: z.preprocess(list, z.array(idField('strategy.choose-again')).max(limitsOfSteps.goals)),
});

/** `/strategy/map/:year/copy`: what becomes of the goals of a year in the next one, to look at and to confirm. */
export function rollOverRoutes(services: Services): Router {
  const router = Router();
  const path = '/strategy/map/:year/copy';
  const yearOf = (req: Request) => {
    const { year } = req.params as { year: string };
    if (!/^20\d\d$/.test(year)) throw new NotFound();
    return Number(year);
  };

  const show = async (req: Request, res: Response, form: Form) => {
    if (!(await mayEditAll(req.user!))) throw new Forbidden();
    const year = yearOf(req);
    const { businessGoals } = await planRollOver(year);
    const [from, to] = [String(year), String(year + 1)];
    const ticked = list(form.values.goalIds);
    const goalOf = ({ id, problem, score, lesson, isCopied, ...goal }: CopiedGoal) => ({
      ...{ ...goal, id, isCopied, isOpen: !isCopied && !problem },
      isTicked: ticked.includes(id),
      outcome:
        score === null
          ? say(res, 'strategy.roll-over-no-score')
          : say(res, 'strategy.last-year', { score, lesson }),
      problem: problem ? say(res, problem) : '',
    });
    const lines = businessGoals.map(({ departmentGoals, ...business }) => ({
      ...business,
      departmentGoals: departmentGoals.map(({ goals, ...one }) => ({ ...one, goals: goals.map(goalOf) })),
    }));
    renderPage(
      res,
      'strategy/roll-over',
      { key: 'strategy.roll-over-title', values: { from, to } },
      { form, from, to, action: req.path, back: `/strategy/map?year=${from}`, lines },
    );
  };
  router.get(path, may('edit-all-goals'), async (req, res) => {
    const { businessGoals } = await planRollOver(yearOf(req));
    const goals = businessGoals.flatMap(({ departmentGoals }) => departmentGoals.flatMap((one) => one.goals));
    await show(req, res, openForm(req, { goalIds: goals.map(({ id }) => id) }));
  });
  router.post(
    path,
    may('edit-all-goals'),
    submitForm(
      chosen,
      async ({ goalIds }, req, res) => {
        const year = yearOf(req);
        const whyOf = (outcome: { score: number; lesson: string }) =>
          say(res, 'strategy.last-year', { ...outcome });
        const { copied, left } = await rollOver(services, { actor: req.user!, year, goalIds, whyOf });
        addFlash(req, 'success', {
          key: 'strategy.rolled-over',
          values: { count: copied, year: String(year + 1) },
        });
        if (left.length)
          addFlash(req, 'warning', { key: 'strategy.roll-over-left', values: { titles: left.join(', ') } });
        res.redirect(303, copied ? `/strategy/map?year=${year + 1}` : req.path);
      },
      show,
    ),
  );
  return router;
}
