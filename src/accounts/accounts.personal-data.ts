import type { PersonalData } from '../platform/data/personal-data.js';

export const accountsPersonalData: PersonalData[] = [
  { collection: 'peoplelists', words: 'accounts.data-lists' },
];
