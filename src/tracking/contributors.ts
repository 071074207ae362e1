import {
  asContributors,
  contributorStages,
  rowsAbout,
  type CellFields,
  type ContributorQuestion,
  type ContributorRow,
  type Contributors,
  type Dimension,
} from './cells.js';
import { conversionKinds } from './conversion.model.js';
import { DailyStatistic } from './daily-statistic.model.js';

/** A click or a conversion. */
const resultPaths = ['clicks', ...conversionKinds.map((kind) => `conversions.${kind}`)];

const fields: CellFields = {
  paths: {
    day: 'day',
    post: 'labels.postId',
    network: 'labels.network',
    topic: 'labels.topicId',
    level: 'labels.level',
    team: 'labels.teamId',
    advocate: 'labels.advocateId',
  },
  isResult: { $or: resultPaths.map((path) => ({ $gt: [`$${path}`, 0] })) },
  cast: (_path, key) => key,
};

/** For each line of a breakdown, how many advocates have a click or a conversion in it; also where nobody has. */
export async function countContributors({
  by,
  except,
  ...question
}: ContributorQuestion & { by: Dimension }): Promise<Contributors[]> {
  const rows = await DailyStatistic.aggregate<ContributorRow>([
    { $match: rowsAbout(fields, question) },
    ...contributorStages(fields, { by, except }),
  ]);
  return rows.map(asContributors);
}

/** The ids of advocates with a click or a conversion: at most `limit` of them. */
export async function listContributors(question: ContributorQuestion & { limit: number }): Promise<string[]> {
  const rows = await DailyStatistic.aggregate<{ _id: string }>([
    {
      $match: {
        $and: [rowsAbout(fields, question), { $or: resultPaths.map((path) => ({ [path]: { $gt: 0 } })) }],
      },
    },
    { $group: { _id: '$labels.advocateId' } },
    { $limit: question.limit },
  ]);
  return rows.map(({ _id }) => _id);
}
