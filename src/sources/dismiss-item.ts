import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { InboxItem, nobodyDrafts } from './inbox-item.model.js';

/**
 * Takes an item out of the inbox; it stays in the list of what was dismissed. Again changes nothing.
 * @throws NotFound; NotAllowedNow when a post was made of it
 */
export async function dismissItem(services: Services, { itemId }: { itemId: string }): Promise<void> {
  await move(services, itemId, 'new', 'dismissed');
}

/**
 * Brings a dismissed item back into the inbox. Again changes nothing.
 * @throws NotFound; NotAllowedNow when a post was made of it
 */
export async function restoreItem(services: Services, { itemId }: { itemId: string }): Promise<void> {
  await move(services, itemId, 'dismissed', 'new');
}

type Status = 'new' | 'dismissed';

async function move(services: Services, itemId: string, from: Status, to: Status): Promise<void> {
  const moved = await InboxItem.updateOne(
    { _id: itemId, status: from, ...nobodyDrafts(services.clock.now()) },
    { $set: { status: to } },
  );
  if (moved.matchedCount) return;
  const item = await InboxItem.findById(itemId).lean();
  if (!item) throw new NotFound();
  if (item.status !== to)
    throw new NotAllowedNow(item.status === 'used' ? 'sources.was-used' : 'sources.being-drafted');
}
