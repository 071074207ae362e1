import type { Reaction } from '../events/index.js';
import { personErased } from './erase-person.js';
import { personalData } from './personal-data.js';

/** Deletes what all features hold of a person who was erased. It is repeated from the beginning if one of them fails. */
export const erasureReaction: Reaction = {
  name: 'erasure',
  to: [personErased],
  urgent: [personErased],
  about: 'deletes what is stored of a person who was erased',
  async run(services, { of }) {
    const personId = of.slice('person/'.length);
    for (const { erase } of personalData) await erase?.(services, personId);
  },
};
