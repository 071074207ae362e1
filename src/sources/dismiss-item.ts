import { authorize, type SignedIn } from '../people/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { InboxItem, nobodyDrafts } from './inbox-item.model.js';

interface OnItem {
  actor: SignedIn;
  itemId: string;
}

/**
 * Moves an item from the inbox to the dismissed items. A second time changes nothing.
 * @throws Forbidden; NotFound; NotAllowedNow when a post was made from it
 */
export async function dismissItem(services: Services, { actor, itemId }: OnItem): Promise<void> {
  authorize(actor, 'draft-posts');
  await move(services, itemId, 'new', 'dismissed');
}

/**
 * Moves a dismissed item back to the inbox. A second time changes nothing.
 * @throws Forbidden; NotFound; NotAllowedNow when a post was made from it
 */
export async function restoreItem(services: Services, { actor, itemId }: OnItem): Promise<void> {
  authorize(actor, 'draft-posts');
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
