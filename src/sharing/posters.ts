import { Types } from 'mongoose';
import {
  contributorsOf,
  listContributorsOf,
  type CellRows,
  type ContributorQuestion,
  type Dimension,
} from '../statistics/index.js';
import { Share } from './share.model.js';

const rows: CellRows = {
  model: Share,
  paths: {
    day: 'day',
    post: 'postId',
    network: 'network',
    topic: 'topicId',
    level: 'level',
    team: 'teamId',
    advocate: 'advocateId',
  },
  withResult: { posted: true },
  isResult: { $eq: ['$posted', true] },
  // Aggregations do not cast ids.
  cast: (path, key) => (path.endsWith('Id') ? new Types.ObjectId(key) : key),
};

/**
 * For each line of a breakdown, how many advocates posted what they prepared in these days; also lines with
 * nobody.
 */
export const countPosters = (question: ContributorQuestion & { by: Dimension }) =>
  contributorsOf(rows, question);

/** The ids of advocates who posted what they prepared in these days: at most `limit` of them. */
export const listPosters = (question: ContributorQuestion & { limit: number }) =>
  listContributorsOf(rows, question);
