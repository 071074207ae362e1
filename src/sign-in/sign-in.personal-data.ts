import type { PersonalData } from '../platform/data/personal-data.js';
import { voidLinks } from './single-use-links.js';

export const signInPersonalData: PersonalData[] = [
  {
    collection: 'singleuselinks',
    words: 'sign-in.data-links',
    whyNotExported: 'a secret, which the person has in their mail',
    erase: (_services, personId) => voidLinks(personId),
  },
  {
    collection: 'attempts',
    words: 'sign-in.data-attempts',
    whyNotExported: 'nobody can find those of a person: they are under keyed hashes',
  },
];
