import type { InferSchemaType, Types } from 'mongoose';
import { insertNew } from '../platform/data/insert-new.js';
import { reach } from '../platform/data/fail-points.js';
import { addWeeks, monthOfWeek } from '../platform/text/weeks.js';
import { membershipsBetween, postersAmong, type FactsOfWeek } from './facts-of-week.js';
import { Habit, noEnd } from './habit.model.js';
import { Participation } from './participation.model.js';
import {
  afterWeek,
  isCountedFor,
  memberAt,
  type MembershipInterval,
  type RegularRule,
} from './regularity.js';

type StoredHabit = InferSchemaType<(typeof Habit)['schema']> & { _id: Types.ObjectId };

const batchSize = 500;

/** Adds a habit for everybody who posted in the week and has none. Idempotent. */
export async function addHabits({ week, lastDay, recordedBy }: FactsOfWeek): Promise<void> {
  const people = Participation.aggregate([
    {
      $match: { day: { $gte: week, $lte: lastDay }, kind: 'posted', at: { $lte: recordedBy } },
    },
    { $group: { _id: '$personId' } },
  ]).cursor<{ _id: Types.ObjectId }>({ batchSize });
  let batch: Types.ObjectId[] = [];
  const add = async () => {
    const known = await Habit.find({ _id: { $in: batch } }, { _id: 1 }).lean();
    const ids = new Set(known.map(({ _id }) => _id.toString()));
    const missing = batch.filter((id) => !ids.has(id.toString()));
    const through = addWeeks(week, -1);
    await insertNew(
      Habit as unknown as Parameters<typeof insertNew>[0],
      missing.map((_id) => new Habit({ _id, through }).toObject()),
    );
    batch = [];
  };
  for await (const { _id } of people) {
    batch.push(_id);
    if (batch.length === batchSize) await add();
  }
  await add();
}

/**
 * Takes all habits through the week, some at a time. Idempotent: a habit that is through it already is left alone,
 * also when another run was faster. False when it was stopped before the end.
 */
export async function updateHabits(
  facts: FactsOfWeek,
  { rule, stopping }: { rule: RegularRule; stopping?: AbortSignal | undefined },
): Promise<boolean> {
  for (;;) {
    if (stopping?.aborted) return false;
    const habits = await Habit.find({ through: { $lt: facts.week } })
      .sort({ through: 1, _id: 1 })
      .limit(batchSize)
      .lean<StoredHabit[]>();
    if (!habits.length) return true;
    const ids = habits.map(({ _id }) => _id);
    const [memberships, posters] = await Promise.all([
      membershipsBetween(ids, facts.start, facts.end),
      postersAmong(ids, facts),
    ]);
    await Habit.bulkWrite(
      habits.map((habit) => {
        const id = habit._id.toString();
        const person = { memberships: memberships.get(id) ?? [], isActive: posters.has(id) };
        return {
          updateOne: {
            filter: { _id: habit._id, through: habit.through },
            update: { $set: habitAfter(habit, person, { facts, rule }) },
          },
        };
      }),
      { ordered: false },
    );
    await reach('habits.updated');
  }
}

/** A habit at the end of one more week. */
function habitAfter(
  habit: StoredHabit,
  { memberships, isActive }: { memberships: MembershipInterval[]; isActive: boolean },
  { facts, rule }: { facts: FactsOfWeek; rule: RegularRule },
) {
  const { week, start, end, isPaused, offered } = facts;
  const member = memberAt(memberships, new Date(end.getTime() - 1));
  const isCounted = !isPaused && isCountedFor(memberships, { start, end, offered });
  const before = { recent: habit.recent, isRegular: habit.isRegular };
  const after = afterWeek(before, { isMember: Boolean(member), isCounted, isActive }, rule);
  const isNewMonth = monthOfWeek(week) !== monthOfWeek(habit.through);
  return {
    ...after,
    through: week,
    isMember: Boolean(member),
    teamId: member?.teamId ?? null,
    isActiveInMonth: isActive || (habit.isActiveInMonth && !isNewMonth),
    firstMonth: habit.firstMonth ?? (isActive ? monthOfWeek(week) : null),
    monthBefore: isNewMonth
      ? { isRegular: habit.isRegular, wasEver: habit.regular.length > 0, teamId: habit.teamId ?? null }
      : habit.monthBefore,
    regular: regularAfter(habit, after.isRegular, week),
  };
}

function regularAfter({ isRegular, regular, through }: StoredHabit, isNow: boolean, week: string) {
  if (isNow === isRegular) return regular;
  if (isNow) return [...regular, { from: week, to: noEnd }];
  return regular.map(({ from, to }) => ({ from, to: to === noEnd ? through : to }));
}
