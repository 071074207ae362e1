import { InboxItem, type InboxStatus } from './inbox-item.model.js';

const pageSize = 25;

/** `feedId` null: pages that an editor entered; absent: everything. */
export interface InboxQuery {
  status: InboxStatus;
  feedId?: string | null;
}

/** One page (from 1) of the inbox, newest first. A page beyond the last is the last. */
export async function listInbox(query: InboxQuery, wantedPage: number) {
  const filter = {
    status: query.status,
    ...(query.feedId ? { feedIds: query.feedId } : query.feedId === null && { feedId: null }),
  };
  const total = await InboxItem.countDocuments(filter);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(wantedPage, pages);
  const items = await InboxItem.find(filter)
    .sort({ sortAt: -1, _id: -1 })
    .skip((page - 1) * pageSize)
    .limit(pageSize)
    .lean();
  return { items, total, page, pages };
}

export type ListedItem = Awaited<ReturnType<typeof listInbox>>['items'][number];
