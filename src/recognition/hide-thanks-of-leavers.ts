import type { Reaction } from '../events/index.js';
import { removeFromBoard } from '../published-results/index.js';
import { hide } from './move-thanks.js';
import { Thanks } from './thanks.model.js';

/** Who was deactivated can't withdraw their consents any more, so they end. */
export const leaversThanksReaction: Reaction = {
  name: 'thanks-of-leavers',
  to: ['person.deactivated'],
  about: 'makes thanks private that were to somebody who has left, and takes them off the board',
  async run(services, { of }) {
    const personId = of.slice('person/'.length);
    await removeFromBoard(personId);
    const filter = { toId: personId, status: 'public' as const };
    for await (const { _id } of Thanks.find(filter, { _id: 1 }).lean().cursor())
      await hide(services, _id.toString(), null);
  },
};
