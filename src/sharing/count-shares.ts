import { Types } from 'mongoose';
import type { Labels } from '../links/index.js';
import { Share } from './share.model.js';

const groupedBy = {
  day: '$day',
  advocate: '$advocateId',
  post: '$postId',
  network: '$network',
  topic: '$topicId',
  level: '$level',
  team: '$teamId',
  all: 'all',
} as const;

export interface ShareCount {
  /** The day, the id, the network, the level, or `all`. */
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
  by: keyof typeof groupedBy;
  where?: Partial<Labels>;
}

/** Shares that were prepared in these days (both included), grouped. Groups without shares are missing. */
export async function countShares({ by, ...question }: ShareQuestion): Promise<ShareCount[]> {
  const postedBy = { $cond: ['$posted', 1, 0] };
  const counts = await Share.aggregate<Omit<ShareCount, 'key'> & { _id: string | Types.ObjectId | null }>([
    { $match: conditions(question) },
    {
      $group: {
        _id: { key: groupedBy[by], advocateId: '$advocateId' },
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
  return counts.map(({ _id, ...count }) => ({ key: _id?.toString() ?? '', ...count }));
}

/** Casts ids, because aggregations do not. */
function conditions({ from, to, where = {} }: Pick<ShareQuestion, 'from' | 'to' | 'where'>) {
  const labels = Object.entries(where)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, cast(name, value)]);
  return { day: { $gte: from, $lte: to }, ...(Object.fromEntries(labels) as object) };
}

const cast = (name: string, value: string | null | undefined) =>
  name.endsWith('Id') && value ? new Types.ObjectId(value) : value;
