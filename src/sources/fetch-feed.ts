import { NotFound, type Message } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Feed } from './feed.model.js';
import { getSource, type Source } from './get-source.js';
import { storeEntries } from './store-entries.js';
import { parseFeed } from './parse-apart.js';
import { mostEntries, type ReadFeed } from './read-feed.js';
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

/**
 * Fetches one feed now and stores its entries. A problem is recorded in the feed, which is tried again after
 * longer and longer pauses, from an hour to a day. `stopping` aborts the fetch; the feed is then due again.
 * @throws Forbidden; NotFound when there is no such feed
 */
export async function fetchFeed(
  services: Services,
  { actor, feedId }: { actor: Actor; feedId: string },
  stopping?: AbortSignal,
): Promise<FetchOutcome> {
  authorize(actor, 'fetch-feeds');
  const feed = await Feed.findById(feedId).lean();
  if (!feed) throw new NotFound();
  try {
    const source = await getSource(services, feed.url, feed, stopping);
    const outcome = source
      ? await storeFeed(services, {
          feedId,
          source,
          read: await parseFeed(source),
          isFirst: !feed.lastFetchedAt,
        })
      : await noteUnchanged(services, feed);
    if (feed.failures >= failuresToSay) await endNotices(services, feedFails, { about: `feed/${feedId}` });
    return outcome;
  } catch (error) {
    if (stopping?.aborted) return notFetched(services, feed);
    const known = error instanceof SourceProblem;
    if (!known) services.log.error({ event: 'feed.failed', err: error, feedId }, 'fetching a feed failed');
    return noteProblem(services, feed, known ? error.reason : 'sources.problem-ours');
  }
}

/** Stores the entries of a feed that was just read, and the result in the feed. */
export async function storeFeed(
  services: Services,
  { feedId, source, read, isFirst }: { feedId: string; source: Source; read: ReadFeed; isFirst: boolean },
): Promise<FetchOutcome> {
  const now = services.clock.now();
  const came = await storeEntries(services, read.entries, {
    feedId,
    source: read.title,
    now,
    isBacklog: isFirst,
  });
  const problem = problemOf(read);
  await Feed.updateOne(
    { _id: feedId },
    {
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
    },
  );
  return { ...came, unusable: read.unusable.length, problem };
}

const worked = (now: Date) => ({
  lastFetchedAt: now,
  answeredAt: now,
  failures: 0,
  nextFetchAt: new Date(now.getTime() + hour),
});

const asWord = (message: Message) => (typeof message === 'string' ? { key: message } : message);

function problemOf(read: ReadFeed): Message | null {
  if (read.leftOut)
    return { key: 'sources.problem-long', values: { count: read.leftOut, most: mostEntries } };
  return read.entries.length || read.unusable.length ? null : 'sources.problem-no-entries';
}

type Known = {
  _id: { toString(): string };
  title: string;
  answeredAt?: Date | null;
  added: number;
  known: number;
  failures: number;
  unusable: unknown[];
  unusableMore: number;
};

async function noteUnchanged(services: Services, feed: Known): Promise<FetchOutcome> {
  const came = { added: 0, known: feed.added + feed.known };
  // A problem with the content (too long, no entries) still exists; a problem with the connection does not.
  const note = feed.failures ? { problem: null } : {};
  await Feed.updateOne({ _id: feed._id }, { $set: { ...worked(services.clock.now()), ...came, ...note } });
  return { ...came, unusable: feed.unusable.length + feed.unusableMore, problem: null };
}

/** The process ends, which is not a failure of the feed: it is due again at once. */
async function notFetched(services: Services, { _id }: Known): Promise<FetchOutcome> {
  await Feed.updateOne({ _id }, { $set: { nextFetchAt: services.clock.now() } });
  return { added: 0, known: 0, unusable: 0, problem: null };
}

async function noteProblem(services: Services, feed: Known, problem: Message): Promise<FetchOutcome> {
  const now = services.clock.now();
  const wait = Math.min(hour * 2 ** Math.min(feed.failures, 10), day);
  if (feed.failures + 1 >= failuresToSay) await notifyOfFailing(services, feed);
  await Feed.updateOne(
    { _id: feed._id },
    {
      $set: { lastFetchedAt: now, nextFetchAt: new Date(now.getTime() + wait), problem: asWord(problem) },
      $inc: { failures: 1 },
    },
  );
  return { added: 0, known: 0, unusable: 0, problem };
}

/** Each editor and admin has one notice for each time that it fails, however long that takes. */
async function notifyOfFailing(services: Services, { _id, title, answeredAt }: Known): Promise<void> {
  await notify(services, feedFails, {
    key: `${_id.toString()} ${answeredAt?.toISOString() ?? ''}`,
    about: `feed/${_id.toString()}`,
    to: (await listPermitted('manage-feeds')).map(({ id }) => id),
    values: { title },
    path: '/studio/feeds',
  });
}
