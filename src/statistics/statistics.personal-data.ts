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
      return rows.map(({ day, labels, clicks, visitors, referrers }) => ({
        day,
        network: labels.network,
        clicks: clicks ?? 0,
        visitors: visitors ?? 0,
        referrers: Object.entries((referrers ?? {}) as Record<string, number>).map(
          ([name, count]) => `${name}: ${count}`,
        ),
      }));
    },
  },
];
