import type { PersonalData } from '../platform/data/personal-data.js';

export const conversionsPersonalData: PersonalData[] = [
  { collection: 'conversions', words: 'conversions.data-conversions' },
  { collection: 'conversionimports', words: 'conversions.data-imports' },
  { collection: 'apikeys', words: 'conversions.data-keys' },
];
