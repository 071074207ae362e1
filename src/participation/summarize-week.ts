import type { Types } from 'mongoose';
import type { FactsOfWeek } from './facts-of-week.js';
import { Habit } from './habit.model.js';
import { Membership } from './membership.model.js';

type Id = Types.ObjectId | null;

interface TeamOfWeek {
  teamId: Id;
  people: number;
  regular: number;
  active: number;
}

/** Adds up a week whose habits are complete: people by team, how the regulars changed in its month, and cohorts. */
export async function summarizeWeek({ week, end, isPaused, offered }: FactsOfWeek) {
  const through = { through: week };
  const [people, classes, flows, cohorts] = await Promise.all([
    peopleByTeam(end),
    Habit.aggregate<{ _id: Id; regular: number; active: number }>([
      { $match: { ...through, isMember: true } },
      {
        $group: {
          _id: '$teamId',
          regular: { $sum: { $cond: ['$isRegular', 1, 0] } },
          active: { $sum: { $cond: [{ $and: ['$isActiveInMonth', { $not: ['$isRegular'] }] }, 1, 0] } },
        },
      },
    ]),
    Habit.aggregate<{ _id: Flow; people: number }>([
      { $match: { ...through, $or: [{ isRegular: true }, { 'monthBefore.isRegular': true }] } },
      {
        $group: {
          _id: {
            fromTeam: '$monthBefore.teamId',
            toTeam: '$teamId',
            wasRegular: '$monthBefore.isRegular',
            isRegular: '$isRegular',
            wasEver: '$monthBefore.wasEver',
            isMember: '$isMember',
          },
          people: { $sum: 1 },
        },
      },
    ]),
    Habit.aggregate<{ _id: string; here: number; active: number }>([
      { $match: { ...through, isMember: true, firstMonth: { $ne: null } } },
      {
        $group: {
          _id: '$firstMonth',
          here: { $sum: 1 },
          active: { $sum: { $cond: ['$isActiveInMonth', 1, 0] } },
        },
      },
      { $sort: { _id: 1 } },
    ]),
  ]);
  const teams = new Map<string, TeamOfWeek>();
  const teamOf = (teamId: Id) => {
    const key = String(teamId);
    if (!teams.has(key)) teams.set(key, { teamId, people: 0, regular: 0, active: 0 });
    return teams.get(key)!;
  };
  for (const { _id, count } of people) teamOf(_id).people += count;
  for (const { _id, regular, active } of classes) Object.assign(teamOf(_id), { regular, active });
  return {
    isCounted: !isPaused && (offered.everybody || offered.teamIds.size > 0),
    // In a fixed order, so that the week comes out the same when it is made again.
    teams: inOrder([...teams.values()], ({ teamId }) => String(teamId)),
    flows: inOrder(
      flows.map(({ _id, people: count }) => ({ ..._id, people: count })),
      (row) => JSON.stringify(row),
    ),
    cohorts: cohorts.map(({ _id, ...counts }) => ({ month: _id, ...counts })),
  };
}

interface Flow {
  fromTeam: Id;
  toTeam: Id;
  wasRegular: boolean;
  isRegular: boolean;
  wasEver: boolean;
  isMember: boolean;
}

const inOrder = <T>(list: T[], keyOf: (one: T) => string): T[] =>
  list.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** How many people belonged to each team right before this moment. */
async function peopleByTeam(end: Date): Promise<{ _id: Id; count: number }[]> {
  const ends = [null, { $gte: end }];
  const found = await Promise.all(
    ends.map((to) =>
      Membership.aggregate<{ _id: Id; count: number }>([
        { $match: { status: 'active', to, from: { $lt: end } } },
        { $group: { _id: '$teamId', count: { $sum: 1 } } },
      ]),
    ),
  );
  return found.flat();
}
