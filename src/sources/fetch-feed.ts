import { changeClaimed, giveBack, newClaim } from '../platform/data/claim.js';
import { NotFound, type Message } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Feed, type FeedRecord } from './feed.model.js';
import { getSource, mostEntries, type Source } from './get-source.js';
import { storeEntries } from './store-entries.js';
import { parseFeed } from './parse-apart.js';
import type { ReadFeed } from './read-feed.js';
import { endNotices, notify } from '../notifications/index.js';
import { authorize, listPermitted, type Actor } from '../people/index.js';
import { failuresToSay } from './read-feeds-state.js';
import { SourceProblem } from './source-problem.js';
import { feedFails } from './sources.notices.js';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** How many unusable entries are stored with their reasons; of the others only the number. */
const mostReasons = 50;

export interface FetchOutcome {
  added: number;
  known: number;
  unusable: number;
  /** Why it brought nothing, or less than it should; null without a problem. */
  problem: Message | null;
}

/** Longer than any fetch: if this process ends, the feed is due again afterwards. */
export const fetchLeaseMs = 15 * 60 * 1000;

/**
 * Fetches one feed now and stores its entries, due or not.
 * @throws Forbidden; NotFound when there is no such feed
 */
export async function fetchFeed(
  services: Services,
  { actor, feedId }: { actor: Actor; feedId: string },
): Promise<FetchOutcome> {
  authorize(actor, 'fetch-feeds');
  const claim = { $set: newClaim(services, fetchLeaseMs), $inc: { tries: 1 } };
  const feed = await Feed.findByIdAndUpdate(feedId, claim, { returnDocument: 'after' }).lean<FeedRecord>();
  if (!feed) throw new NotFound();
  return fetchClaimedFeed(services, feed);
}

/**
 * Fetches a claimed feed and stores its entries. A problem is recorded in the feed, which is tried again after longer
 * and longer pauses, from an hour to a day. `stopping` aborts the fetch, and gives the feed back.
 */
export async function fetchClaimedFeed(
  services: Services,
  feed: FeedRecord,
  stopping?: AbortSignal,
): Promise<FetchOutcome> {
  const feedId = feed._id.toString();
  try {
    const source = await getSource(services, feed.url, feed, stopping);
    const outcome = source
      ? await storeFeed(services, {
          feed,
          source,
          read: await parseFeed(source),
          isFirst: !feed.lastFetchedAt,
        })
      : await noteUnchanged(services, feed);
    if (feed.failures >= failuresToSay) await endNotices(services, feedFails, { about: `feed/${feedId}` });
    return outcome;
  } catch (error) {
    if (stopping?.aborted) {
      // The process ends, which is not a failure of the feed.
      await giveBack(services, Feed, [feed]);
      return { added: 0, known: 0, unusable: 0, problem: null };
    }
    const known = error instanceof SourceProblem;
    if (!known) services.log.error({ event: 'feed.failed', err: error, feedId }, 'fetching a feed failed');
    return noteProblem(services, feed, known ? error.reason : 'sources.problem-ours');
  }
}

/** Stores the entries of a feed that was just read, and the result in the feed. */
export async function storeFeed(
  services: Services,
  {
    feed,
    source,
    read,
    isFirst,
  }: { feed: Pick<FeedRecord, '_id' | 'claim'>; source: Source; read: ReadFeed; isFirst: boolean },
): Promise<FetchOutcome> {
  const now = services.clock.now();
  const came = await storeEntries(services, read.entries, {
    feedId: feed._id.toString(),
    source: read.title,
    now,
    isBacklog: isFirst,
  });
  const problem = problemOf(read);
  await changeClaimed(Feed, feed, {
    $set: {
      ...worked(now),
      ...came,
      title: read.title,
      etag: source.etag ?? null,
      lastModified: source.lastModified ?? null,
      problem: problem && asWord(problem),
      unusable: read.unusable.slice(0, mostReasons),
      unusableMore: Math.max(0, read.unusable.length - mostReasons),
    },
  });
  return { ...came, unusable: read.unusable.length, problem };
}

/** Nobody holds it, and it is fetched again then. */
const free = (dueAt: Date) => ({ dueAt, claim: null, tries: 0 });

const worked = (now: Date) => ({
  lastFetchedAt: now,
  answeredAt: now,
  failures: 0,
  ...free(new Date(now.getTime() + hour)),
});

const asWord = (message: Message) => (typeof message === 'string' ? { key: message } : message);

function problemOf(read: ReadFeed): Message | null {
  if (read.leftOut)
    return { key: 'sources.problem-long', values: { count: read.leftOut, most: mostEntries } };
  return read.entries.length || read.unusable.length ? null : 'sources.problem-no-entries';
}

async function noteUnchanged(services: Services, feed: FeedRecord): Promise<FetchOutcome> {
  const came = { added: 0, known: feed.added + feed.known };
  // A problem with the content (too long, no entries) still exists; a problem with the connection does not.
  const note = feed.failures ? { problem: null } : {};
  await changeClaimed(Feed, feed, { $set: { ...worked(services.clock.now()), ...came, ...note } });
  return { ...came, unusable: feed.unusable.length + feed.unusableMore, problem: null };
}

async function noteProblem(services: Services, feed: FeedRecord, problem: Message): Promise<FetchOutcome> {
  const now = services.clock.now();
  const wait = Math.min(hour * 2 ** Math.min(feed.failures, 10), day);
  if (feed.failures + 1 >= failuresToSay) await notifyOfFailing(services, feed);
  await changeClaimed(Feed, feed, {
    $set: { lastFetchedAt: now, ...free(new Date(now.getTime() + wait)), problem: asWord(problem) },
    $inc: { failures: 1 },
  });
  return { added: 0, known: 0, unusable: 0, problem };
}

/** Each editor and admin has one notice for each time that it fails, however long that takes. */
async function notifyOfFailing(services: Services, { _id, title, answeredAt }: FeedRecord): Promise<void> {
  await notify(services, feedFails, {
    key: `${_id.toString()} ${answeredAt?.toISOString() ?? ''}`,
    about: `feed/${_id.toString()}`,
    to: (await listPermitted('manage-feeds')).map(({ id }) => id),
    values: { title },
    path: '/studio/feeds',
  });
}
