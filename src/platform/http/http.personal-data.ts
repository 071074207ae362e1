import type { PersonalData } from '../data/personal-data.js';
import { UnsentForm } from './unsent-form.model.js';

export const httpPersonalData: PersonalData[] = [
  // Those of a person end at once when they lose their access.
  {
    collection: 'sessions',
    words: 'personal-data.data-sessions',
    whyNotExported: 'a session is a secret, and holds the person’s id and messages of the next page',
  },
  {
    collection: UnsentForm.collection.name,
    words: 'personal-data.data-forms',
    async find(personId) {
      const forms = await UnsentForm.find({ personId }).lean();
      return forms.map(({ page, values, expiresAt }) => ({ page, text: values, to: expiresAt }));
    },
    leavesOut: {
      'which of its fields are texts': ['texts'],
      'how long it is stored': ['keptAt'],
    },
    erase: (_services, personId) => UnsentForm.deleteMany({ personId }),
  },
];
