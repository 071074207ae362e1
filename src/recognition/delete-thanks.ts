import { eraseValues, remove } from '../events/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import { Thanks, type StoredThanks } from './thanks.model.js';

/** Deletes one, and its values from its events. It may run twice. */
export async function deleteThanks(services: Services, thanks: StoredThanks): Promise<void> {
  await eraseValues([`thanks/${thanks._id.toString()}`], () => true);
  await remove(services, Thanks, { doc: thanks, type: 'thanks.deleted', by: null });
}

/** Deletes what was withdrawn, once its day is over: until then it counts towards the limit of the day. */
export async function deleteWithdrawn(services: Services, stopping?: AbortSignal): Promise<void> {
  const today = dayIn(await organizationTimeZone(), services.clock.now());
  for await (const thanks of Thanks.find({ status: 'withdrawn', day: { $lt: today } })
    .lean<StoredThanks[]>()
    .cursor()) {
    if (stopping?.aborted) return;
    await deleteThanks(services, thanks);
  }
}
