import { InboxItem } from './inbox-item.model.js';

/** The addresses of the pictures of all items that wait in the inbox. */
export async function* picturesOfInbox(): AsyncGenerator<string> {
  const items = InboxItem.find({ status: 'new', imageUrl: { $ne: null } }, { imageUrl: 1 })
    .lean()
    .cursor();
  for await (const { imageUrl } of items) yield imageUrl!;
}
