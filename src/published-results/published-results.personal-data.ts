import type { PersonalData } from '../platform/data/personal-data.js';
import { sumOfCounts, type Counts } from '../platform/data/sums.js';
import type { ResultFigures } from './figures.js';
import { removeFromBoard } from './join-board.js';
import { PublicPerson } from './public-person.model.js';
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
    leavesOut: {
      'the share is exported itself': ['shareId', 'teamId', 'node'],
      'follows from the place on the board': ['isPublic'],
    },
  },
  {
    collection: 'publicpeople',
    words: 'published-results.data-board',
    async find(personId) {
      const place = await PublicPerson.findById(personId).lean();
      return place ? [{ since: place.since, pseudonym: place.pseudonym ?? null }] : [];
    },
    leavesOut: { 'the pseudonym in another form': ['pseudonymKey'] },
    erase: (_services, personId) => removeFromBoard(personId),
  },
];
