import {
  contributorsOf,
  listContributorsOf,
  type CellRows,
  type ContributorQuestion,
  type Dimension,
} from './cells.js';
import { conversionKinds } from '../conversions/index.js';
import { DailyStatistic, statisticPaths } from './daily-statistic.model.js';

/** A click or a conversion, verified or not, because reports show both. */
const resultPaths = [
  'clicks',
  ...conversionKinds.flatMap((kind) => [`conversions.${kind}`, `unverified.${kind}`]),
];

const rows: CellRows = {
  model: DailyStatistic,
  paths: statisticPaths,
  withResult: { $or: resultPaths.map((path) => ({ [path]: { $gt: 0 } })) },
  isResult: { $or: resultPaths.map((path) => ({ $gt: [`$${path}`, 0] })) },
  cast: (_path, key) => key,
};

/** For each line of a breakdown, how many advocates have a click or a conversion in it; also lines with nobody. */
export const countContributors = (question: ContributorQuestion & { by: Dimension }) =>
  contributorsOf(rows, question);

/** The ids of advocates with a click or a conversion: at most `limit` of them. */
export const listContributors = (question: ContributorQuestion & { limit: number }) =>
  listContributorsOf(rows, question);
