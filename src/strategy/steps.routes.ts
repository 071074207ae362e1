import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { listPermitted, listTeams, may } from '../people/index.js';
import { isId, readId } from '../platform/data/object-id.js';
import { revisionField } from '../platform/data/revision.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import { nextYear } from '../platform/text/days.js';
import type { Services } from '../services.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { findPresent, mayEditAll, responsibleFor } from './responsible.js';
import { comparedSteps, stepFormParts, stepFormValues } from './step-form.view.js';
import { funnelSteps, type StepInput, type FunnelStep } from './step-fields.js';
import { missionId, steps, stepsOf } from './steps.js';
import { addStep, changeStep, endStep, takeUpStep } from './write-step.js';

const anything = z.record(z.string(), z.unknown());
const changed = z.object({ revision: revisionField }).loose();

/** Where the page of a step is. */
export const pageOfStep = (step: FunnelStep, id: string): string =>
  step === 'mission' ? '/strategy' : `/strategy/${steps[step].path}/${id}`;

/** The forms of all steps of the funnel: to add one, to change it, and to end it. */
export function stepsRoutes(services: Services): Router {
  const router = Router();

  for (const step of funnelSteps) {
    const base = `/strategy/${steps[step].path}`;
    const guard = may(
      steps[step].above?.step === 'mission' || step === 'mission'
        ? 'edit-all-goals'
        : 'edit-goals-of-own-department',
    );
    const ofMission = step === 'mission';
    const one = ofMission ? base : `${base}/:id`;
    const idOf = (req: Request) => (ofMission ? missionId : readId(req.params.id));

    const showNew = async (req: Request, res: Response, form: Form) => {
      await requireAbove(step);
      await requireResponsible(req, step, form.values);
      await showForm(res, { step, form, action: `${base}/new`, back: '/strategy', isNew: true });
    };
    const stored = async (req: Request) => {
      const found = await stepsOf(step).findById(idOf(req)).lean();
      if (!found) throw new NotFound();
      return found;
    };
    const showEdit = async (req: Request, res: Response, form: Form) => {
      const now = await stored(req);
      if (form.conflict) form.values.revision = now.revision;
      const values = await stepFormValues(now as never);
      await showForm(res, {
        ...{ step, form, action: `${req.path}`, back: pageOfStep(step, now._id.toString()), isNew: false },
        stored: storedMeanwhile(res, form, values, await comparedSteps(res, step)),
      });
    };

    router.get(`${base}/new`, guard, async (req, res) => {
      const today = dayIn(await organizationTimeZone(), services.clock.now());
      const chosen = Object.fromEntries(
        Object.entries(req.query).filter(([, value]) => typeof value === 'string'),
      );
      const copied = await copyForNextYear(res, step, chosen.copy);
      await showNew(req, res, openForm(req, { ...presets(today, req.user!.email), ...chosen, ...copied }));
    });
    router.post(
      `${base}/new`,
      guard,
      submitForm(
        anything,
        async (input, req, res) => {
          const { id } = await addStep(services, { ...input, actor: req.user!, step });
          addFlash(req, 'success', `strategy.added-${step}`);
          res.redirect(303, pageOfStep(step, id));
        },
        showNew,
      ),
    );
    router.get(`${one}/edit`, guard, async (req, res) => {
      const now = await stored(req);
      await requireResponsible(req, step, now as never);
      await showEdit(req, res, openForm(req, await stepFormValues(now as never)));
    });
    router.post(
      `${one}/edit`,
      guard,
      submitForm(
        changed,
        async (input, req, res) => {
          const id = idOf(req);
          await changeStep(services, { ...input, actor: req.user!, step, id });
          addFlash(req, 'success', 'strategy.saved');
          res.redirect(303, pageOfStep(step, id));
        },
        showEdit,
      ),
    );
    if (ofMission) continue;

    const showEnd = async (req: Request, res: Response, form: Form) => {
      const now = await stored(req);
      renderPage(
        res,
        'strategy/end',
        { key: 'strategy.end-title', values: { title: now.title } },
        {
          form,
          step,
          back: pageOfStep(step, now._id.toString()),
          action: req.path,
          hasOutcome: steps[step].hasOutcome,
        },
      );
    };
    router.get(`${one}/end`, guard, async (req, res) => {
      await requireResponsible(req, step, (await stored(req)) as never);
      await showEnd(req, res, openForm(req));
    });
    router.post(
      `${one}/end`,
      guard,
      submitForm(
        anything,
        async ({ score, lesson }, req, res) => {
          const id = idOf(req);
          await endStep(services, { actor: req.user!, step, id, score, lesson });
          addFlash(req, 'success', 'strategy.ended');
          res.redirect(303, pageOfStep(step, id));
        },
        showEnd,
      ),
    );
    router.post(`${one}/take-up`, guard, async (req, res) => {
      const id = idOf(req);
      await takeUpStep(services, { actor: req.user!, step, id });
      addFlash(req, 'success', 'strategy.taken-up');
      res.redirect(303, pageOfStep(step, id));
    });
  }
  return router;
}

/** What a new form begins with; each form takes what it has a field for. */
const presets = (today: string, email: string) => ({
  year: today.slice(0, 4),
  agreedOn: today,
  foundOn: today,
  askedOn: today,
  start: '0',
  from: today,
  owner: email,
  contact: email,
});

/** The values of a goal that is copied for the next year, with its score and lesson as the reason. */
async function copyForNextYear(res: Response, step: FunnelStep, id: unknown): Promise<object> {
  if ((step !== 'social-goal' && step !== 'business-goal') || !isId(id)) return {};
  const stored = await stepsOf(step).findById(id).lean();
  if (!stored) throw new NotFound();
  const { score, lesson } = stored as { score?: number | null; lesson?: string };
  const values = await stepFormValues(stored as never);
  const later = (day: unknown) => nextYear(String(day));
  if (step === 'business-goal') return { ...values, year: Number(values.year) + 1 };
  return {
    ...values,
    from: later(values.from),
    to: later(values.to),
    milestoneDay: (values.milestoneDay as string[]).map(later),
    ...(typeof score === 'number' && { why: say(res, 'strategy.last-year', { score, lesson }) }),
  };
}

/** A form is not shown while nothing of the step above goes on. @throws NotAllowedNow, which says what is missing */
async function requireAbove(step: FunnelStep): Promise<void> {
  const above = steps[step].above?.step;
  if (!above) return;
  const found =
    above === 'mission'
      ? await stepsOf(above).findById(missionId).lean()
      : await stepsOf(above).findOne({ endedAt: null }, { _id: 1 }).lean();
  if (!found) throw new NotAllowedNow(`strategy.needs-${above}`);
}

/** A form is not shown to whom it would refuse in the end. @throws NotAllowedNow */
async function requireResponsible(req: Request, step: FunnelStep, values: StepInput): Promise<void> {
  const actor = req.user!;
  if (await mayEditAll(actor)) return;
  const people = await responsibleFor(actor, step, values);
  if (!people.some((id) => String(id) === actor.id)) throw new NotAllowedNow('people.not-responsible');
}

async function showForm(
  res: Response,
  page: {
    step: FunnelStep;
    form: Form;
    action: string;
    back: string;
    isNew: boolean;
    stored?: ReturnType<typeof storedMeanwhile>;
  },
) {
  const { step, isNew } = page;
  const parts = await stepFormParts(res, step, page.form);
  renderPage(res, 'strategy/step-form', `strategy.${isNew ? 'new' : 'edit'}-${step}`, {
    ...page,
    stored: page.stored ?? [],
    lead: `strategy.lead-${step}`,
    parts,
    summary: namedErrors(res, page.form, parts),
    likely: await likelyPeople(),
  });
}

/** The messages over a form, each with the name of its field: several fields may have the same message. */
function namedErrors(res: Response, { summary }: Form, parts: Awaited<ReturnType<typeof stepFormParts>>) {
  const fields = parts.flatMap((part) => part.fields);
  return summary.map(({ field, message }) => {
    const name = field === 'milestoneDay' ? 'milestones' : field;
    const label = fields.find((one) => one.name === name)?.label;
    return { field, message: label ? say(res, 'strategy.error-of', { field: label, message }) : message };
  });
}

/** People who are often named in forms: heads of teams, and those who read reports. */
async function likelyPeople() {
  const ids = [
    ...(await listTeams()).flatMap(({ headId }) => headId ?? []),
    ...(await listPermitted('read-reports')).slice(0, mostLikely).map(({ id }) => id),
  ];
  return [...(await findPresent(ids.slice(0, 2 * mostLikely))).values()];
}

const mostLikely = 50;
