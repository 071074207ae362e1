import type { PersonalData } from '../platform/data/personal-data.js';
import { sumOfCounts, type Counts } from '../platform/data/sums.js';
import type { ResultFigures } from './figures.js';
import { ResultEntry } from './result-entry.model.js';

export const publishedResultsPersonalData: PersonalData[] = [
  {
    collection: 'resultentries',
    words: 'published-results.data-entries',
    async find(personId) {
      const entries = await ResultEntry.find({ personId }).sort({ week: 1, _id: 1 }).lean();
      return entries.map(({ week, network, publishedIn = null, figures }) => {
        const count = (name: string) => ((figures as ResultFigures)[name] ?? 0) as number;
        const conversions = sumOfCounts((figures as { conversions?: Counts }).conversions);
        const counts = { posted: count('posted'), visitors: count('visitors'), clicks: count('clicks') };
        return { week, network, publishedIn, ...counts, conversions };
      });
    },
  },
];
