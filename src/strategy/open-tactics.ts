import { isId } from '../platform/data/object-id.js';
import { SocialGoal, Tactic } from './strategy.model.js';

/** A tactic as posts see it. */
export interface TacticBrief {
  id: string;
  title: string;
  goalId: string;
  goal: string;
  /** False when it or its goal has ended: it takes no new posts. */
  isOpen: boolean;
}

type Stored = { _id: unknown; title: string; goalId: unknown; endedAt?: Date | null };

async function withGoals(tactics: Stored[]): Promise<TacticBrief[]> {
  const ids = tactics.map(({ goalId }) => String(goalId));
  const goals = new Map(
    (await SocialGoal.find({ _id: { $in: ids } }, { title: 1, endedAt: 1 }).lean()).map((goal) => [
      goal._id.toString(),
      goal,
    ]),
  );
  return tactics.map(({ _id, title, goalId, endedAt }) => {
    const goal = goals.get(String(goalId));
    return {
      ...{ id: String(_id), title, goalId: String(goalId), goal: goal?.title ?? '' },
      isOpen: !endedAt && !!goal && !goal.endedAt,
    };
  });
}

/** How many tactics a list offers. */
const mostOffered = 300;

/** The tactics that take new posts, the newest first; the oldest are missing where there are very many. */
export async function listOpenTactics(): Promise<TacticBrief[]> {
  const tactics = await Tactic.find({ endedAt: null }, { title: 1, goalId: 1, endedAt: 1 })
    .sort({ _id: -1 })
    .limit(mostOffered)
    .lean();
  return (await withGoals(tactics)).filter(({ isOpen }) => isOpen);
}

/** These tactics, by id; unknown ids are left out. */
export async function findTactics(ids: readonly unknown[]): Promise<Map<string, TacticBrief>> {
  const asked = [...new Set(ids.map(String))].filter(isId);
  const tactics = await Tactic.find({ _id: { $in: asked } }, { title: 1, goalId: 1, endedAt: 1 }).lean();
  return new Map((await withGoals(tactics)).map((tactic) => [tactic.id, tactic]));
}

/** True once there is a tactic that takes posts: from then on posts need one. */
export const hasFunnel = async (): Promise<boolean> => (await listOpenTactics()).length > 0;
