import { InvalidInput, type Message } from '../platform/errors.js';
import { authorize, type SignedIn } from '../people/index.js';
import { create } from '../events/index.js';
import { onDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { Feed } from './feed.model.js';
import { storeFeed, type FetchOutcome } from './fetch-feed.js';
import { getSource, type Source } from './get-source.js';
import { parseFeed, parseFeedOrLink } from './parse-apart.js';
import { SourceProblem } from './source-problem.js';
import { typedAddress } from './typed-address.js';

export interface AddedFeed extends FetchOutcome {
  feedId: string;
  title: string;
  /** True when the address was that of a page, and the feed is the one that the page names. */
  foundOnPage: boolean;
}

/**
 * Adds a feed and stores its entries. The address may be that of a page that names its feed.
 * @throws Forbidden; InvalidInput for `url` when nothing can be fetched or read there, or the feed is in the list
 *   already
 */
export async function addFeed(
  services: Services,
  input: { actor: SignedIn; url: string },
): Promise<AddedFeed> {
  const { actor } = input;
  authorize(actor, 'manage-feeds');
  const typed = typedAddress(input.url);
  await refuseKnown(typed);
  const { address, source, read } = await beside(() => openFeed(services, typed));
  await refuseKnown(address);

  const now = services.clock.now();
  const feed = await create(services, Feed, {
    type: 'feed.added',
    by: actor.id,
    values: {
      url: address,
      title: read.title,
      addedBy: actor.id,
      addedAt: now,
      publisherUtm: 'drop',
      dueAt: new Date(now.getTime() + 60 * 60 * 1000),
    },
  }).catch(
    onDuplicateKey(() => {
      throw invalid('sources.url-known');
    }),
  );
  const feedId = feed._id.toString();
  const outcome = await storeFeed(services, { feed, source, read, isFirst: true });
  return { ...outcome, feedId, title: read.title, foundOnPage: address !== typed };
}

const invalid = (message: Message) => new InvalidInput({ url: message });

async function refuseKnown(url: string): Promise<void> {
  if (await Feed.exists({ url })) throw invalid('sources.url-known');
}

async function openFeed(services: Services, typed: string) {
  const first = await open(services, typed);
  const came = await parseFeedOrLink(first);
  if ('read' in came) return { address: typed, source: first, read: came.read };
  const source = await open(services, came.feedLink);
  return { address: came.feedLink, source, read: await parseFeed(source) };
}

async function open(services: Services, url: string): Promise<Source> {
  const source = await getSource(services, url);
  // The request had no condition, so "unchanged" is not a valid answer.
  if (!source) throw new SourceProblem({ key: 'sources.status-other', values: { status: 304 } });
  return source;
}

async function beside<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SourceProblem ? invalid(error.reason) : error;
  }
}
