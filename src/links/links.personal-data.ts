import type { PersonalData } from '../platform/data/personal-data.js';

export const linksPersonalData: PersonalData[] = [
  {
    collection: 'trackedlinks',
    words: 'links.data-links',
    whyNotExported: 'each share is exported with its link',
  },
];
