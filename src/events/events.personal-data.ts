import type { PersonalData } from '../platform/data/personal-data.js';
import { EventRecord } from './event.model.js';
import type { StoredEvent } from './reaction.js';

export const eventsPersonalData: PersonalData[] = [
  {
    collection: 'events',
    words: 'personal-data.data-events',
    async find(personId) {
      const events = await EventRecord.find({ of: `person/${personId}` }, { type: 1, at: 1 })
        .sort({ _id: 1 })
        .lean<StoredEvent[]>();
      return events.map(({ type, at }) => ({ at, happened: type }));
    },
    leavesOut: {
      'always a person': ['kind'],
      'a colleague, or the person': ['by'],
      'names and values of earlier days; what is valid is exported where it is stored': ['changes'],
      'what follows from it': [
        'attempt',
        'todo',
        'state',
        'dueAt',
        'holder',
        'failures',
        'failedSince',
        'error',
      ],
    },
  },
];
