import type { Labels } from '../links/index.js';
import type { Counts } from '../platform/data/sums.js';
import { DailyStatistic } from './daily-statistic.model.js';

/** The results of one link on one day; see DailyStatistic. */
export interface RowOfDay {
  day: string;
  labels: Labels;
  clicks?: number;
  visitors?: number;
  excluded?: Counts;
  conversions?: Counts;
  values?: Record<string, Counts>;
  unverified?: Counts;
  unverifiedValues?: Record<string, Counts>;
}

const atOnce = 1_000;

/** The rows of these days one by one, in any order. */
export const eachRowOfDays = (days: string[]): AsyncIterable<RowOfDay> =>
  DailyStatistic.find({ day: { $in: days } })
    .select(['day', 'labels', 'clicks', 'visitors', 'excluded', 'conversions', 'values'])
    .select(['unverified', 'unverifiedValues'])
    .lean<RowOfDay[]>()
    .cursor({ batchSize: atOnce }) as AsyncIterable<RowOfDay>;
