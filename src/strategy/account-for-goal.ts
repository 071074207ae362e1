import { changeCurrent } from '../events/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { authorize, personIdOf, type SignedIn } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { ChangedMeanwhile, InvalidInput, NotAllowedNow, NotFound } from '../platform/errors.js';
import { parseInput } from '../platform/http/forms.js';
import type { Services } from '../services.js';
import { CheckIn } from './check-in.model.js';
import { EnteredFigure } from './entered-figure.model.js';
import { checkInFields, figureFields } from './accounting-fields.js';
import { metricOf } from './metrics.js';
import { accountableFor, authorizeStep, headOfTeam, mayEditAll } from './responsible.js';
import { SocialGoal, Tactic } from './strategy.model.js';

/**
 * The head of a department agrees to the terms of a goal, as they read them.
 * @throws Forbidden; NotAllowedNow for somebody else; NotFound; ChangedMeanwhile when the terms were replaced
 */
export async function agreeToGoal(
  services: Services,
  { actor, goalId, teamId, version }: { actor: SignedIn; goalId: string; teamId: string; version: number },
): Promise<void> {
  const goal = await SocialGoal.findById(goalId, { agreeTeamIds: 1 }).lean();
  const isAsked = goal?.agreeTeamIds.some((id) => id.toString() === teamId);
  authorize(actor, 'agree-to-goals', { personIds: isAsked ? [await headOfTeam(teamId)] : [actor.id] });
  if (!isAsked) throw new NotFound();
  await changeCurrent(services, SocialGoal, { _id: goalId }, ({ termsVersion, agreements, endedAt }) => {
    if (endedAt) throw new NotAllowedNow('strategy.has-ended');
    if (termsVersion !== version) throw new ChangedMeanwhile('strategy.terms-changed');
    const others = (agreements ?? []).filter((one) => one.teamId.toString() !== teamId);
    const agreement = { teamId, version, byId: actor.id, at: services.clock.now() };
    return { type: 'social-goal.agreed', by: actor.id, set: { agreements: [...others, agreement] } };
  });
}

/** Records what somebody who answers for a goal says about it. @throws Forbidden; NotAllowedNow; NotFound; InvalidInput */
export async function checkIn(
  services: Services,
  { actor, goalId, ...input }: { actor: SignedIn; goalId: string } & Record<string, unknown>,
): Promise<void> {
  const goal = await SocialGoal.findById(goalId).lean();
  authorize(actor, 'check-in', { personIds: goal ? await accountableFor(goal) : [actor.id] });
  if (!goal) throw new NotFound();
  const fields = parseInput(checkInFields, input);
  if (goal.endedAt) throw new NotAllowedNow('strategy.has-ended');
  await CheckIn.create({ goalId, byId: actor.id, at: services.clock.now(), ...fields });
}

/**
 * Records a figure of a goal whose metric people enter. A later one of the same day and part replaces it.
 * @throws Forbidden; NotAllowedNow; NotFound; InvalidInput
 */
export async function enterFigure(
  services: Services,
  { actor, goalId, ...input }: { actor: SignedIn; goalId: string } & Record<string, unknown>,
): Promise<void> {
  const goal = await SocialGoal.findById(goalId).lean();
  const people = goal && !(await mayEditAll(actor)) ? await accountableFor(goal) : [actor.id];
  authorize(actor, 'enter-figures', { personIds: people });
  if (!goal) throw new NotFound();
  const fields = parseInput(figureFields, input);
  const { from, unit } = metricOf(goal.metric);
  if (from !== 'entered') throw new NotAllowedNow('strategy.figure-of-portal');
  const today = dayIn(await organizationTimeZone(), services.clock.now());
  if (fields.day > today) throw new InvalidInput({ day: 'strategy.figure-future' });
  if (fields.day < goal.from) throw new InvalidInput({ day: 'strategy.figure-early' });
  if (unit !== 'score' && fields.value < 0) throw new InvalidInput({ value: 'strategy.number-negative' });
  if (unit === 'percent' && fields.value > 100) throw new InvalidInput({ value: 'strategy.percent-over' });
  await EnteredFigure.create({ goalId, byId: actor.id, at: services.clock.now(), ...fields });
}

/**
 * Withdraws the key message of a tactic. Posts that rest on it stay until somebody recalls them.
 * @throws Forbidden; NotAllowedNow; NotFound; InvalidInput without a reason
 */
export async function withdrawMessage(
  services: Services,
  { actor, tacticId, note }: { actor: SignedIn; tacticId: string; note: string },
): Promise<void> {
  const tactic = await Tactic.findById(tacticId, { goalId: 1 }).lean();
  await authorizeStep(actor, 'tactic', tactic ?? {});
  const messageNote = note.trim();
  if (!messageNote || messageNote.length > 500) throw new InvalidInput({ note: 'strategy.withdraw-note' });
  await changeCurrent(services, Tactic, { _id: tacticId }, ({ messageState }) => {
    if (messageState === 'withdrawn') return null;
    const set = { messageState: 'withdrawn', messageNote, messageChangedAt: services.clock.now() };
    return { type: 'tactic.message-withdrawn', by: personIdOf(actor), set };
  });
}
