import type { PipelineStage } from 'mongoose';
import { conversionKinds } from './conversion.model.js';
import { DailyStatistic } from './daily-statistic.model.js';
import { conditions, keys, type Question } from './sum-statistics.js';

/** Whose results are counted: days, filters, and if given only the rows that have one of these keys. */
export interface ContributorQuestion extends Pick<Question, 'from' | 'to' | 'where'> {
  among?: { by: Exclude<Question['by'], 'all'>; keys: string[] };
}

/** How many different advocates have a click or a conversion in these days, by key; keys without any are absent. */
export async function countContributors(
  question: ContributorQuestion & { by: Question['by'] },
): Promise<{ key: string; advocates: number }[]> {
  const { by } = question;
  const rows = await DailyStatistic.aggregate<{ _id: string | null; advocates: number }>([
    withResults(question),
    {
      $group: {
        _id: { key: by === 'all' ? { $literal: 'all' } : keys[by], advocateId: '$labels.advocateId' },
      },
    },
    { $group: { _id: '$_id.key', advocates: { $sum: 1 } } },
  ]);
  return rows.map(({ _id, advocates }) => ({ key: _id ?? '', advocates }));
}

/** The ids of advocates with a click or a conversion in these days: at most `limit` of them. */
export async function listContributors(question: ContributorQuestion & { limit: number }): Promise<string[]> {
  const rows = await DailyStatistic.aggregate<{ _id: string }>([
    withResults(question),
    { $group: { _id: '$labels.advocateId' } },
    { $limit: question.limit },
  ]);
  return rows.map(({ _id }) => _id);
}

function withResults({ from, to, where = {}, among }: ContributorQuestion): PipelineStage {
  const results = ['clicks', ...conversionKinds.map((kind) => `conversions.${kind}`)];
  return {
    $match: {
      $and: [
        { day: { $gte: from, $lte: to }, ...conditions(where) },
        { $or: results.map((path) => ({ [path]: { $gt: 0 } })) },
        ...(among ? [{ [keys[among.by].slice(1)]: { $in: among.keys.map((key) => key || null) } }] : []),
      ],
    },
  };
}
