import type { Reaction } from '../events/index.js';
import { hide } from './move-thanks.js';
import { Thanks } from './thanks.model.js';

/** Who was deactivated can't withdraw their consent any more, so it ends. */
export const leaversThanksReaction: Reaction = {
  name: 'thanks-of-leavers',
  to: ['person.deactivated'],
  about: 'makes thanks private that were to somebody who has left',
  async run(services, { of }) {
    const filter = { toId: of.slice('person/'.length), status: 'public' as const };
    for await (const { _id } of Thanks.find(filter, { _id: 1 }).lean().cursor())
      await hide(services, _id.toString(), null);
  },
};
