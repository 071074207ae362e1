import type { PersonalData } from '../platform/data/personal-data.js';
import { Acknowledgement, GuidelineDraft, GuidelineVersion } from './guideline.model.js';

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
    leavesOut: {
      'the words of the organization, which everybody reads': [
        'markdown',
        'disclosure',
        'disclosureLanguage',
        'disclosures',
      ],
    },
  },
  {
    collection: 'guidelinedrafts',
    words: 'guidelines.data-draft',
    async find(personId) {
      const draft = await GuidelineDraft.findOne({ only: true }).lean();
      if (!draft || draft.savedById.toString() !== personId) return [];
      return [{ at: draft.savedAt, title: draft.title, text: draft.markdown }];
    },
    leavesOut: {
      'the words of the organization': ['disclosure', 'disclosureLanguage', 'disclosures', 'basedOn'],
    },
  },
];
