import { readAtOnce, type PersonalData } from '../platform/data/personal-data.js';
import { DailyStatistic } from './daily-statistic.model.js';

export const statisticsPersonalData: PersonalData[] = [
  {
    collection: 'dailystatistics',
    words: 'statistics.data-results',
    async find(personId) {
      const rows = await DailyStatistic.find({ 'labels.advocateId': personId })
        .sort({ day: 1 })
        .batchSize(readAtOnce)
        .lean();
      return rows.map(({ day, labels, clicks, visitors, referrers, conversions }) => ({
        day,
        network: labels.network,
        clicks: clicks ?? 0,
        visitors: visitors ?? 0,
        referrers: counted(referrers),
        conversions: counted(conversions),
      }));
    },
    leavesOut: {
      'the share is exported itself': ['trackedLinkId', 'shareId'],
      'technical, says nothing more': ['placedRevision', 'changedAt'],
      'does not count': ['excluded', 'unverified', 'unverifiedValues'],
      'what the organization earned': ['values'],
    },
  },
];

const counted = (counts: unknown): string[] =>
  Object.entries((counts ?? {}) as Record<string, number>).map(([name, count]) => `${name}: ${count}`);
