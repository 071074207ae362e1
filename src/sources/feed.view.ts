import type { Message } from '../platform/errors.js';
import type { ListedFeed } from './manage-feeds.js';
import type { Unusable } from './read-feed.js';

type Say = (message: Message) => string;

/** A row of the list of feeds. */
export function feedRow(feed: ListedFeed, say: Say) {
  const unusable = (feed.unusable as Unusable[]).map(({ entry, number, reason }) => ({
    entry:
      entry ?? say(number ? { key: 'sources.entry-number', values: { number } } : 'sources.entry-unnamed'),
    reason: say(reason),
  }));
  return {
    id: feed._id.toString(),
    title: feed.title,
    url: feed.url,
    lastFetchedAt: feed.lastFetchedAt ?? null,
    nextFetchAt: feed.failures ? feed.nextFetchAt : null,
    // What came is told of the last fetch alone.
    failed: feed.failures > 0,
    added: feed.added,
    known: feed.known,
    unusable,
    unusableCount: feed.unusable.length + feed.unusableMore,
    unusableMore: feed.unusableMore,
    problem: feed.problem ? say(feed.problem as Message) : '',
    // A feed that brings something although it has a problem needs a hint, not an alarm.
    problemKind: feed.failures ? 'error' : 'warning',
  };
}
