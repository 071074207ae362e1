import { InvalidInput, isDuplicateKey, type Message } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Feed } from './feed.model.js';
import { keepFeed, type FetchOutcome } from './fetch-feed.js';
import { findFeedLink } from './find-feed-link.js';
import { getSource, type Source } from './get-source.js';
import { isWebPage } from './parse-feed-text.js';
import { readFeed, type ReadFeed } from './read-feed.js';
import { SourceProblem } from './source-problem.js';
import { typedAddress } from './typed-address.js';

export interface AddedFeed extends FetchOutcome {
  feedId: string;
  title: string;
  /** True when the address was a page's, and the feed is the one that page names. */
  foundOnPage: boolean;
}

/**
 * Adds a feed and keeps what it holds. A page's address will do when the page names its feed.
 * @throws InvalidInput for `url` when nothing can be fetched or read there, or the feed is in the list already
 */
export async function addFeed(
  services: Services,
  input: { url: string; personId: string },
): Promise<AddedFeed> {
  const typed = typedAddress(input.url);
  await refuseKnown(typed);
  const { address, source, read } = await beside(() => openFeed(services, typed));
  await refuseKnown(address);

  const now = services.clock.now();
  const feed = await Feed.create({
    url: address,
    title: read.title,
    addedBy: input.personId,
    addedAt: now,
    nextFetchAt: new Date(now.getTime() + 60 * 60 * 1000),
  }).catch((error: unknown) => {
    if (isDuplicateKey(error)) throw invalid('sources.url-known');
    throw error;
  });
  const feedId = feed._id.toString();
  const outcome = await keepFeed(services, { feedId, source, read });
  return { ...outcome, feedId, title: read.title, foundOnPage: address !== typed };
}

const invalid = (message: Message) => new InvalidInput({ url: message });

async function refuseKnown(url: string): Promise<void> {
  if (await Feed.exists({ url })) throw invalid('sources.url-known');
}

async function openFeed(services: Services, typed: string) {
  const first = await open(services, typed);
  const named = isWebPage(first.text) ? findFeedLink(first.text, first.url) : null;
  if (!named) return { address: typed, source: first, read: readFeed(first.text, first.url) };
  const source = await open(services, named);
  const read: ReadFeed = readFeed(source.text, source.url);
  return { address: named, source, read };
}

async function open(services: Services, url: string): Promise<Source> {
  const source = await getSource(services, url);
  // Nothing was asked for on condition, so "unchanged" is no answer.
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
