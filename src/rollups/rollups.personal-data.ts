import type { PersonalData } from '../platform/data/personal-data.js';

export const rollupsPersonalData: PersonalData[] = [
  {
    collection: 'rollups',
    words: 'rollups.data-rollups',
    whyNotExported: 'sums of results, which are exported themselves',
  },
];
