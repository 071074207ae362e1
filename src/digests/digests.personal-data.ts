import type { PersonalData } from '../platform/data/personal-data.js';
import { DigestDelivery } from './digest-delivery.model.js';

export const digestsPersonalData: PersonalData[] = [
  {
    collection: 'digestdeliveries',
    words: 'digests.data-deliveries',
    async find(personId) {
      const found = await DigestDelivery.find({ userId: personId }).sort({ dueAt: 1 }).lean();
      return found.map(({ week, status, dueAt }) => ({ week, status, at: dueAt }));
    },
    erase: (_services, personId) => DigestDelivery.deleteMany({ userId: personId }),
  },
];
