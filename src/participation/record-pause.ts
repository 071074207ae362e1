import type { Reaction } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { SharingPause } from './sharing-pause.model.js';

/** Stores when sharing was paused for everybody. Idempotent: an interval has the id of the event that it began with. */
export const pauseReaction: Reaction = {
  name: 'pauses',
  to: ['organization.sharing-paused', 'organization.sharing-resumed'],
  about: 'stores when sharing was paused for everybody',
  async run(_services, { _id, type, at }) {
    if (type === 'organization.sharing-paused')
      await insertUnlessThere(() => SharingPause.create({ _id, from: at }));
    else await SharingPause.updateMany({ to: null, _id: { $lt: _id } }, { $set: { to: at } });
  },
};
