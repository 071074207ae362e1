import type { PersonalData } from '../data/personal-data.js';
import { UnsentForm } from './unsent-form.model.js';

export const httpPersonalData: PersonalData[] = [
  // Those of a person end at once when they lose their access.
  { collection: 'sessions', words: 'personal-data.data-sessions' },
  {
    collection: UnsentForm.collection.name,
    words: 'personal-data.data-forms',
    erase: (_services, personId) => UnsentForm.deleteMany({ personId }),
  },
];
