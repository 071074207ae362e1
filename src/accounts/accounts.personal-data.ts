import type { PersonalData } from '../platform/data/personal-data.js';
import { PeopleList } from './list/people-list.model.js';

export const accountsPersonalData: PersonalData[] = [
  {
    collection: 'peoplelists',
    words: 'accounts.data-lists',
    async find(personId) {
      const lists = await PeopleList.find({ takenBy: personId }, { rows: 0 }).sort({ takenAt: 1 }).lean();
      return lists.map(({ takenAt, people }) => ({ at: takenAt, people }));
    },
    leavesOut: {
      'data of others': ['text', 'problems'],
      'how far it is': [
        'state',
        'problemCount',
        'hasMoreRoles',
        'needsAllScripts',
        'isInviting',
        'done',
        'added',
        'claimedUntil',
      ],
      'how long it is stored': ['recordedAt'],
      'mails that are sent within seconds': ['pendingNotices'],
    },
  },
];
