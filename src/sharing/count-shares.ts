import type { Types } from 'mongoose';
import type { DimensionName, Labels } from '../links/index.js';
import { castKey, Share, sharePaths } from './share.model.js';

export interface ShareCount {
  /** The day, the id, the network, the level, `<goal> <day>`, or `all`. */
  key: string;
  /** Posted: there is evidence within 14 days of preparing. */
  posted: number;
  /** Prepared: the advocate went to the composer. Includes those that were posted. */
  prepared: number;
  /** How many different people posted. */
  advocates: number;
}

interface ShareQuestion {
  from: string;
  to: string;
  by: DimensionName | 'goal-and-day' | 'all';
  where?: Partial<Labels> & { goalIds?: string[] };
}

/** Shares that were prepared in these days (both included), grouped. Groups without shares are missing. */
export async function countShares({ by, ...question }: ShareQuestion): Promise<ShareCount[]> {
  const postedBy = { $cond: ['$posted', 1, 0] };
  const counts = await Share.aggregate<Omit<ShareCount, 'key'> & { _id: GroupId }>([
    { $match: conditions(question) },
    {
      $group: {
        _id: { key: keyOf(by), advocateId: '$advocateId' },
        posted: { $sum: postedBy },
        prepared: { $sum: 1 },
      },
    },
    {
      $group: {
        _id: '$_id.key',
        posted: { $sum: '$posted' },
        prepared: { $sum: '$prepared' },
        advocates: { $sum: { $cond: [{ $gt: ['$posted', 0] }, 1, 0] } },
      },
    },
    { $sort: { _id: 1 } },
  ]);
  return counts.map(({ _id, ...count }) => ({ key: textOf(_id), ...count }));
}

type GroupId = string | Types.ObjectId | { goal: Types.ObjectId | null; day: string } | null;

const keyOf = (by: ShareQuestion['by']) => {
  if (by === 'goal-and-day') return { goal: `$${sharePaths.goal}`, day: `$${sharePaths.day}` };
  return by === 'all' ? 'all' : `$${sharePaths[by]}`;
};

const textOf = (id: GroupId): string =>
  id && typeof id === 'object' && 'day' in id ? `${String(id.goal ?? '')} ${id.day}` : (id?.toString() ?? '');

function conditions({
  from,
  to,
  where: { goalIds, ...where } = {},
}: Pick<ShareQuestion, 'from' | 'to' | 'where'>) {
  const labels = Object.entries(where)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, value && castKey(name, value)]);
  return {
    day: { $gte: from, $lte: to },
    ...(Object.fromEntries(labels) as object),
    ...(goalIds && { goalId: { $in: goalIds.map((id) => castKey('goalId', id)) } }),
  };
}
