import { Types } from 'mongoose';
import type { Labels } from '../tracking/index.js';
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
  shares: number;
  /** How many different people. */
  advocates: number;
}

/** Shares first opened in these days (both included), grouped; groups without shares are absent. */
export async function countShares(question: {
  from: string;
  to: string;
  by: keyof typeof groupedBy;
  where?: Partial<Labels>;
}): Promise<ShareCount[]> {
  const { from, to, by, where = {} } = question;
  // An aggregation casts nothing.
  const wanted = Object.entries(where).filter(([, value]) => value !== undefined);
  const labels = wanted.map(([name, value]) => [
    name,
    name.endsWith('Id') && value ? new Types.ObjectId(value) : value,
  ]);
  const counts = await Share.aggregate<{
    _id: string | Types.ObjectId | null;
    shares: number;
    advocates: number;
  }>([
    { $match: { day: { $gte: from, $lte: to }, ...(Object.fromEntries(labels) as object) } },
    { $group: { _id: { key: groupedBy[by], advocateId: '$advocateId' }, shares: { $sum: 1 } } },
    { $group: { _id: '$_id.key', shares: { $sum: '$shares' }, advocates: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);
  return counts.map(({ _id, shares, advocates }) => ({ key: _id?.toString() ?? '', shares, advocates }));
}
