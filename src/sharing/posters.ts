import {
  contributorsOf,
  listContributorsOf,
  type CellRows,
  type ContributorQuestion,
  type Dimension,
} from '../statistics/index.js';
import { castKey, Share, sharePaths } from './share.model.js';

const rows: CellRows = {
  model: Share,
  paths: sharePaths,
  withResult: { posted: true },
  isResult: { $eq: ['$posted', true] },
  cast: castKey,
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
