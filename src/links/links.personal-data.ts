import type { PersonalData } from '../platform/data/personal-data.js';

export const linksPersonalData: PersonalData[] = [{ collection: 'trackedlinks', words: 'links.data-links' }];
