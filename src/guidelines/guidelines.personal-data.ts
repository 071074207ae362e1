import type { PersonalData } from '../platform/data/personal-data.js';
import { Acknowledgement, GuidelineVersion } from './guideline.model.js';

export const guidelinesPersonalData: PersonalData[] = [
  {
    collection: 'acknowledgements',
    words: 'guidelines.data-acknowledgements',
    async find(personId) {
      const found = await Acknowledgement.find({ userId: personId }).sort({ version: 1 }).lean();
      return found.map(({ version, at }) => ({ version, at }));
    },
  },
  {
    collection: 'guidelineversions',
    words: 'guidelines.data-versions',
    async find(personId) {
      const found = await GuidelineVersion.find({ authorId: personId }).sort({ version: 1 }).lean();
      return found.map(({ version, title, publishedAt }) => ({ version, title, at: publishedAt }));
    },
  },
  { collection: 'guidelinedrafts', words: 'guidelines.data-draft' },
];
