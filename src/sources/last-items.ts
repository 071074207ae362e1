import { Feed } from './feed.model.js';
import { InboxItem } from './inbox-item.model.js';

/** When the newest item of each of these feeds was published. Addresses that nobody follows are missing. */
export async function lastItems(addresses: string[]): Promise<Map<string, Date>> {
  const urls = [...new Set(addresses.filter(Boolean))];
  const feeds = urls.length ? await Feed.find({ url: { $in: urls } }, { url: 1 }).lean() : [];
  const last = await InboxItem.aggregate<{ _id: unknown; at: Date | null }>([
    { $match: { feedId: { $in: feeds.map(({ _id }) => _id) } } },
    { $group: { _id: '$feedId', at: { $max: '$publishedAt' } } },
  ]);
  const at = new Map(last.map((one) => [String(one._id), one.at]));
  return new Map(
    feeds.flatMap(({ _id, url }) => {
      const published = at.get(String(_id));
      return published ? [[url, published] as const] : [];
    }),
  );
}
