import type { PersonalData } from '../platform/data/personal-data.js';

export const sourcesPersonalData: PersonalData[] = [{ collection: 'feeds', words: 'sources.data-feeds' }];
