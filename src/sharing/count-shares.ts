import { Types } from 'mongoose';
import type { ContributorQuestion, Labels } from '../tracking/index.js';
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

interface ShareQuestion {
  from: string;
  to: string;
  by: keyof typeof groupedBy;
  where?: Partial<Labels>;
}

/** Shares first opened in these days (both included), grouped; groups without shares are absent. */
export async function countShares({ by, ...question }: ShareQuestion): Promise<ShareCount[]> {
  const counts = await Share.aggregate<{
    _id: string | Types.ObjectId | null;
    shares: number;
    advocates: number;
  }>([
    { $match: conditions(question) },
    { $group: { _id: { key: groupedBy[by], advocateId: '$advocateId' }, shares: { $sum: 1 } } },
    { $group: { _id: '$_id.key', shares: { $sum: '$shares' }, advocates: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);
  return counts.map(({ _id, shares, advocates }) => ({ key: _id?.toString() ?? '', shares, advocates }));
}

/** The ids of advocates who shared in these days: at most `limit` of them. */
export async function listSharers({
  limit,
  ...question
}: Omit<ContributorQuestion, 'where'> & { where?: Partial<Labels>; limit: number }): Promise<string[]> {
  const found = await Share.aggregate<{ _id: Types.ObjectId }>([
    { $match: conditions(question) },
    { $group: { _id: '$advocateId' } },
    { $limit: limit },
  ]);
  return found.map(({ _id }) => _id.toString());
}

/** An aggregation casts nothing, so that ids are cast here. */
function conditions({ from, to, where = {}, among }: Omit<ContributorQuestion, 'where'> & { where?: Partial<Labels> }) {
  const labels = Object.entries(where)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, cast(name, value)]);
  const field = among && groupedBy[among.by as keyof typeof groupedBy].slice(1);
  return {
    $and: [
      { day: { $gte: from, $lte: to }, ...(Object.fromEntries(labels) as object) },
      ...(field ? [{ [field]: { $in: among.keys.map((key) => cast(field, key || null)) } }] : []),
    ],
  };
}

const cast = (name: string, value: string | null | undefined) =>
  name.endsWith('Id') && value ? new Types.ObjectId(value) : value;
