import { changeCurrent, create } from '../events/index.js';
import { checkRevision, personIdOf, type Actor } from '../people/index.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { ChangedMeanwhile, InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { parseInput } from '../platform/http/forms.js';
import type { Services } from '../services.js';
import { checkStep } from './check-step.js';
import { authorizeStep } from './responsible.js';
import { plainNumber, stepFields, type StepFields, type StepInput, type FunnelStep } from './step-fields.js';
import { missionId, modelOf, steps, stepsOf } from './steps.js';
import { replacedTerms } from './terms.js';

type Values = Record<string, unknown>;

/**
 * Adds a step to the funnel. It belongs to one of the step above, which goes on.
 * @param input what `stepFields` of the step reads
 * @throws Forbidden; NotAllowedNow for who is not responsible, without the step above, or beyond the limit;
 *   InvalidInput with a message for each field
 */
export async function addStep(
  services: Services,
  { actor, step, ...input }: StepInput & { actor: Actor; step: FunnelStep },
): Promise<{ id: string }> {
  await authorizeStep(actor, step, input);
  return createStep(services, { actor, step, input, copyOfId: null }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new ChangedMeanwhile('strategy.mission-exists') : error;
  });
}

/** Adds a step for somebody who may. @param copyOfId the step of last year that it is a copy of: there is one copy */
export async function createStep(
  services: Services,
  { actor, step, input, copyOfId }: { actor: Actor; step: FunnelStep; input: StepInput; copyOfId: unknown },
): Promise<{ id: string }> {
  const fields = parseInput(stepFields[step], input) as StepFields<FunnelStep>;
  const { above, most } = steps[step];
  if (above?.step === 'mission' && !(await stepsOf('mission').findById(missionId).lean()))
    throw new NotAllowedNow('strategy.needs-mission');
  const values = await checkStep(services, step, fields, null);
  if (step !== 'mission' && (await stepsOf(step).countDocuments({ endedAt: null }, { limit: most })) >= most)
    throw new InvalidInput({ title: { key: 'strategy.too-many', values: { most } } });
  const made = await create(services, modelOf[step], {
    type: `${step}.added`,
    by: personIdOf(actor),
    values: { ...values, ...(step === 'mission' && { _id: missionId }), ...(copyOfId ? { copyOfId } : {}) },
  });
  return { id: made._id.toString() };
}

/**
 * Changes a step. New terms of a goal ask the departments again; a new key message is noted with its time.
 * @param input.revision of the step when the form was opened
 * @throws as addStep; NotFound; ChangedMeanwhile when somebody else was first
 */
export async function changeStep(
  services: Services,
  {
    actor,
    step,
    id,
    revision,
    ...input
  }: StepInput & { actor: Actor; step: FunnelStep; id: string; revision?: number },
): Promise<void> {
  const stored = (await stepsOf(step).findById(id).lean()) as Values | null;
  await authorizeStep(actor, step, stored ?? {});
  await changeCurrent(services, modelOf[step], { _id: id }, async (doc) => {
    const before = doc as unknown as Values & { revision: number };
    await checkRevision(before, revision, personIdOf(actor) ?? undefined);
    if (before.endedAt) throw new NotAllowedNow('strategy.has-ended');
    const fields = parseInput(stepFields[step], input) as StepFields<FunnelStep>;
    const values = await checkStep(services, step, fields, before);
    // Where it belongs from now on.
    await authorizeStep(actor, step, values);
    const at = services.clock.now();
    const byId = personIdOf(actor);
    const hasNewMessage =
      step === 'tactic' && ['keyMessage', 'facts', 'sources'].some((name) => before[name] !== values[name]);
    return {
      type: `${step}.changed`,
      by: byId,
      set: {
        ...values,
        ...(step === 'social-goal' && replacedTerms(before as never, values as never, { at, byId })),
        ...(hasNewMessage && { messageChangedAt: at, messageState: 'live', messageNote: '' }),
      },
    };
  });
}

/**
 * Ends a step: nothing new can be added to it. What belongs to it stays. A goal or tactic gets a score from 0 to 10 and
 * one lesson.
 * @throws Forbidden; NotFound; NotAllowedNow for the mission, and when it has ended; InvalidInput
 */
export async function endStep(
  services: Services,
  {
    actor,
    step,
    id,
    score,
    lesson,
  }: { actor: Actor; step: FunnelStep; id: string; score?: unknown; lesson?: unknown },
): Promise<void> {
  const stored = (await stepsOf(step).findById(id).lean()) as Values | null;
  await authorizeStep(actor, step, stored ?? {});
  const outcome = steps[step].hasOutcome ? readOutcome(score, lesson) : {};
  await changeCurrent(services, modelOf[step], { _id: id }, ({ endedAt }) => {
    if (step === 'mission') throw new NotAllowedNow('strategy.mission-stays');
    if (endedAt) throw new NotAllowedNow('strategy.has-ended');
    const set = { endedAt: services.clock.now(), ...outcome };
    return { type: `${step}.ended`, by: personIdOf(actor), set };
  });
}

function readOutcome(score: unknown, lesson: unknown): { score: number; lesson: string } {
  const given = plainNumber.safeParse(score);
  const text = typeof lesson === 'string' ? lesson.trim() : '';
  const isScore = given.success && given.data >= 0 && given.data <= 10;
  if (!isScore || !text || text.length > 500)
    throw new InvalidInput({
      ...(!isScore && { score: 'strategy.score-wrong' }),
      ...(!text && { lesson: 'strategy.lesson-missing' }),
      ...(text.length > 500 && { lesson: 'strategy.lesson-long' }),
    });
  return { score: given.data, lesson: text };
}

/** Lets a step that ended go on. Idempotent. @throws Forbidden; NotFound; NotAllowedNow */
export async function takeUpStep(
  services: Services,
  { actor, step, id }: { actor: Actor; step: FunnelStep; id: string },
): Promise<void> {
  const stored = (await stepsOf(step).findById(id).lean()) as Values | null;
  await authorizeStep(actor, step, stored ?? {});
  await changeCurrent(services, modelOf[step], { _id: id }, ({ endedAt }) =>
    endedAt ? { type: `${step}.taken-up`, by: personIdOf(actor), set: { endedAt: null } } : null,
  );
}
