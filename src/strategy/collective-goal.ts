import { changeCurrent } from '../events/index.js';
import { authorize, checkRevision, type SignedIn } from '../people/index.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { SocialGoal } from './strategy.model.js';

/** The longest sentence for employees, in characters. */
export const longestCollective = 200;

/** How many collective goals are shown at a time. */
const mostShown = 3;

/**
 * Shows a goal to all employees as a collective one, with a sentence for them; an empty one ends that. Idempotent.
 * @param input.revision of the goal when the form was opened; undefined: any
 * @throws Forbidden; NotFound; NotAllowedNow for a goal that has ended; InvalidInput for a long sentence;
 *   ChangedMeanwhile when somebody else was first
 */
export async function setCollective(
  services: Services,
  {
    actor,
    goalId,
    sentence,
    revision,
  }: { actor: SignedIn; goalId: string; sentence: string; revision?: number },
): Promise<void> {
  authorize(actor, 'show-collective-goals');
  const collective = sentence.replace(/\s+/g, ' ').trim();
  if (collective.length > longestCollective) throw new InvalidInput({ sentence: 'strategy.collective-long' });
  await changeCurrent(services, SocialGoal, { _id: goalId }, async (goal) => {
    if (goal.endedAt) throw new NotAllowedNow('strategy.has-ended');
    if ((goal.collective ?? '') === collective) return null;
    await checkRevision(goal, revision, actor.id);
    return { type: 'social-goal.collective', by: actor.id, set: { collective } };
  });
}

/** The collective goals whose period has this day, those that end first before others. */
export async function listCollective(today: string): Promise<{ id: string; sentence: string }[]> {
  const goals = await SocialGoal.find(
    { endedAt: null, collective: { $gt: '' }, from: { $lte: today }, to: { $gte: today } },
    { collective: 1 },
  )
    .sort({ to: 1, _id: 1 })
    .limit(mostShown)
    .lean();
  return goals.map(({ _id, collective }) => ({ id: _id.toString(), sentence: collective ?? '' }));
}
