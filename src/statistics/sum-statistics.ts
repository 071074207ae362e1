import type { PipelineStage } from 'mongoose';
import { clickRules } from '../clicks/index.js';
import { conversionKinds } from '../conversions/index.js';
import { DailyStatistic, statisticPaths } from './daily-statistic.model.js';
import type { DimensionName, Labels } from '../links/index.js';

export interface Figures {
  clicks: number;
  /** The sum of distinct visitors per link and day. */
  visitors: number;
  /** Excluded clicks by reason, without zeros. */
  excluded: Record<string, number>;
  /** Verified conversions by kind, without zeros. */
  conversions: Record<string, number>;
  /** Their value by kind, in minor units of the requested currency, without zeros. */
  values: Record<string, number>;
  /** Conversions that only browsers reported, by kind. */
  unverified: Record<string, number>;
  unverifiedValues: Record<string, number>;
}

export interface StatisticsQuestion {
  /** First and last day, both included: `2026-11-21`. */
  from: string;
  to: string;
  /** `goal-and-day`: keys are `<goal> <day>`. */
  by: DimensionName | 'share' | 'goal-and-day' | 'all';
  /** The currency whose values are added up; values in others are left out. Missing: no values. */
  currency?: string;
  where?: Partial<Labels> & { shareIds?: string[]; goalIds?: string[] };
}

const counted = {
  excluded: clickRules.map(({ name }) => name) as string[],
  conversions: conversionKinds,
  values: conversionKinds,
  unverified: conversionKinds,
  unverifiedValues: conversionKinds,
};
type Counted = keyof typeof counted;

/**
 * The figures of these days, one row for each key, in the order of keys. Reads only daily statistics, so its cost
 * does not depend on the number of clicks. Rows without a team or topic have the empty key.
 */
export async function sumStatistics({
  from,
  to,
  by,
  currency,
  where = {},
}: StatisticsQuestion): Promise<(Figures & { key: string })[]> {
  const paths = {
    excluded: 'excluded',
    conversions: 'conversions',
    unverified: 'unverified',
    ...(currency && { values: `values.${currency}`, unverifiedValues: `unverifiedValues.${currency}` }),
  };
  const sums = Object.entries(paths).flatMap(([field, path]) =>
    counted[field as Counted].map((name) => [`${field}_${name}`, `$${path}.${name}`] as const),
  );
  const pipeline: PipelineStage[] = [
    { $match: { day: { $gte: from, $lte: to }, ...conditions(where) } },
    {
      $group: {
        _id: idOf(by),
        clicks: { $sum: '$clicks' },
        visitors: { $sum: '$visitors' },
        ...Object.fromEntries(sums.map(([name, path]) => [name, { $sum: path }])),
      },
    },
    { $sort: { _id: 1 } },
  ];
  const rows = await DailyStatistic.aggregate<{ _id: string | object | null } & Record<string, number>>(
    pipeline,
  );
  return rows.map((row) => ({
    key: typeof row._id === 'object' ? Object.values(row._id ?? {}).join(' ') : row._id,
    clicks: row.clicks ?? 0,
    visitors: row.visitors ?? 0,
    excluded: pick(row, 'excluded'),
    conversions: pick(row, 'conversions'),
    values: pick(row, 'values'),
    unverified: pick(row, 'unverified'),
    unverifiedValues: pick(row, 'unverifiedValues'),
  }));
}

function idOf(by: StatisticsQuestion['by']) {
  if (by === 'all') return { $literal: 'all' };
  if (by === 'goal-and-day') return { goal: `$${statisticPaths.goal}`, day: `$${statisticPaths.day}` };
  return `$${by === 'share' ? 'shareId' : statisticPaths[by]}`;
}

/** The filter of statistics with these labels. */
export function conditions({
  shareIds,
  goalIds,
  ...labels
}: NonNullable<StatisticsQuestion['where']>): Record<string, unknown> {
  const given = Object.entries(labels).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given.map(([name, value]) => [`labels.${name}`, value])),
    ...(shareIds && { shareId: { $in: shareIds } }),
    ...(goalIds && { 'labels.goalId': { $in: goalIds } }),
  };
}

function pick(row: Record<string, unknown>, field: Counted): Record<string, number> {
  const all = counted[field].map((name) => [name, Number(row[`${field}_${name}`] ?? 0)] as const);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}
