import type { PersonalData } from '../platform/data/personal-data.js';
import { DeliveryRow } from './delivery.model.js';

export const deliveriesPersonalData: PersonalData[] = [
  {
    collection: 'deliveries',
    words: 'deliveries.data-deliveries',
    async find(personId) {
      const found = await DeliveryRow.find({ recipient: personId }).sort({ madeAt: 1 }).lean();
      return found.map(({ kind, state, madeAt }) => ({ at: madeAt, kind, status: state }));
    },
    leavesOut: {
      'what it is made from, exported where it is stored': ['reason', 'data', 'facts'],
      'how it is sent': [
        'channel',
        'isUrgent',
        'dueAt',
        'tries',
        'claim',
        'handedOverAt',
        'endedAt',
        'problem',
        'answer',
        'sentAgain',
        'followsAt',
      ],
      'how long it is stored': ['purgeAt'],
    },
    erase: (_services, personId) => forgetDeliveries(personId),
  },
];

/** Deletes what is or was to be sent to a person, under their id or an address of theirs. */
export async function forgetDeliveries(personId: string): Promise<void> {
  await DeliveryRow.deleteMany({ recipient: personId });
  // Those to a former address.
  await DeliveryRow.deleteMany({ 'data.personId': personId });
}
