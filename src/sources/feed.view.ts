import type { Message } from '../platform/errors.js';
import type { ListedFeed } from './manage-feeds.js';
import { utmChoices } from './publisher-utm.js';
import type { Unusable } from './read-feed.js';

type Say = (message: Message) => string;

/** A feed as a row in the list. */
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
    nextFetchAt: feed.failures ? feed.dueAt : null,
    // The numbers belong to the last fetch, so they are hidden when it failed.
    failed: feed.failures > 0,
    added: feed.added,
    known: feed.known,
    unusable,
    unusableCount: feed.unusable.length + feed.unusableMore,
    unusableMore: feed.unusableMore,
    problem: feed.problem ? say(feed.problem as Message) : '',
    // A feed that works in spite of a problem gets a hint, not an alarm.
    problemKind: feed.failures ? 'error' : 'warning',
  };
}

/** The choices for the publisher's own campaign parameters. */
export const utmOptions = (chosen: unknown, say: Say) =>
  utmChoices.map((value) => ({
    value,
    label: say(`sources.utm-${value}`),
    hint: say(`sources.utm-${value}-hint`),
    selected: value === chosen,
  }));
