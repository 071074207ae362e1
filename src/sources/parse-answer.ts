import type { Message } from '../platform/errors.js';
import { decodeText } from './decode-text.js';
import { findFeedLink } from './find-feed-link.js';
import { isFeedText, isWebPage } from './parse-feed-text.js';
import { readFeed, type Entry, type ReadFeed } from './read-feed.js';
import { readPage } from './read-page.js';
import { SourceProblem } from './source-problem.js';

// These functions run in the parse process: they take bytes and return plain data.

/** Why nothing could be read. */
export interface Unread {
  problem: Message;
}

/** Parses a feed; for a web page, returns the address of the feed that it names. */
export async function parseFeedAnswer(body: Buffer, contentType: string, url: string) {
  return orProblem<{ read: ReadFeed } | { feedLink: string }>(() => {
    const text = decodeText(body, contentType);
    const feedLink = isWebPage(text) && findFeedLink(text, url);
    return feedLink ? { feedLink } : { read: readFeed(text, url) };
  });
}

/** Parses how a web page describes itself. */
export async function parsePageAnswer(body: Buffer, contentType: string, url: string) {
  return orProblem<{ entry: Entry }>(async () => {
    const text = decodeText(body, contentType);
    if (!text.trim()) throw new SourceProblem('sources.problem-page-empty');
    if (isFeedText(text)) throw new SourceProblem('sources.problem-page-is-feed');
    const type = contentType.split(';')[0]!.trim().toLowerCase();
    if (type && !/^(text\/html|application\/xhtml\+xml)$/.test(type))
      throw new SourceProblem('sources.problem-no-page');
    return { entry: await readPage(text, url) };
  });
}

// An error loses its class between processes.
async function orProblem<T>(parse: () => T | Promise<T>): Promise<T | Unread> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof SourceProblem) return { problem: error.reason };
    throw error;
  }
}
