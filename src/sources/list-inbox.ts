import { countedPage } from '../platform/data/paging.js';
import { InboxItem, type InboxStatus } from './inbox-item.model.js';

const pageSize = 25;

/** `feedId` null: pages that an editor entered; missing: everything. */
export interface InboxQuery {
  status: InboxStatus;
  feedId?: string | null;
}

/** One page (from 1) of the inbox, newest first. Pages beyond the end show the last page. */
export async function listInbox(query: InboxQuery, wantedPage: number) {
  const filter = {
    status: query.status,
    ...(query.feedId ? { feedIds: query.feedId } : query.feedId === null && { feedId: null }),
  };
  const { skip, ...place } = await countedPage(wantedPage, {
    size: pageSize,
    count: (limit) => InboxItem.countDocuments(filter, { limit }),
  });
  const items = await InboxItem.find(filter).sort({ sortAt: -1, _id: -1 }).skip(skip).limit(pageSize).lean();
  return { items, ...place };
}

export type ListedItem = Awaited<ReturnType<typeof listInbox>>['items'][number];
