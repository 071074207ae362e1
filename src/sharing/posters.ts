import { Types } from 'mongoose';
import {
  asContributors,
  contributorStages,
  rowsAbout,
  type CellFields,
  type ContributorQuestion,
  type ContributorRow,
  type Contributors,
  type Dimension,
} from '../tracking/index.js';
import { Share } from './share.model.js';

const fields: CellFields = {
  paths: {
    day: 'day',
    post: 'postId',
    network: 'network',
    topic: 'topicId',
    level: 'level',
    team: 'teamId',
    advocate: 'advocateId',
  },
  isResult: { $eq: ['$posted', true] },
  // An aggregation casts nothing, so that ids are cast here.
  cast: (path, key) => (path.endsWith('Id') ? new Types.ObjectId(key) : key),
};

/** For each line of a breakdown, how many advocates posted what they prepared in these days; also where nobody did. */
export async function countPosters({
  by,
  except,
  ...question
}: ContributorQuestion & { by: Dimension }): Promise<Contributors[]> {
  const rows = await Share.aggregate<ContributorRow>([
    { $match: rowsAbout(fields, question) },
    ...contributorStages(fields, { by, except }),
  ]);
  return rows.map(asContributors);
}

/** The ids of advocates who posted what they prepared in these days: at most `limit` of them. */
export async function listPosters({
  limit,
  ...question
}: ContributorQuestion & { limit: number }): Promise<string[]> {
  const found = await Share.aggregate<{ _id: Types.ObjectId }>([
    { $match: { $and: [rowsAbout(fields, question), { posted: true }] } },
    { $group: { _id: '$advocateId' } },
    { $limit: limit },
  ]);
  return found.map(({ _id }) => _id.toString());
}
