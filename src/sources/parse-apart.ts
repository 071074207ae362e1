import { inParseProcess, TooComplex } from '../platform/jobs/parse-process.js';
import type { Source } from './get-source.js';
import type * as parsers from './parse-answer.js';
import type { Entry, ReadFeed } from './read-feed.js';
import { SourceProblem } from './source-problem.js';

const module = new URL('./parse-answer.js', import.meta.url);
const parseFeedAnswer = inParseProcess<typeof parsers.parseFeedAnswer>(module, 'parseFeedAnswer');
const parsePageAnswer = inParseProcess<typeof parsers.parsePageAnswer>(module, 'parsePageAnswer');

/**
 * Reads a feed in the parse process; for a web page, the address of the feed that it names.
 * @throws SourceProblem when it is neither, or takes too long
 */
export async function parseFeedOrLink(source: Source): Promise<{ read: ReadFeed } | { feedLink: string }> {
  return parsed(parseFeedAnswer(source.body, source.contentType, source.url));
}

/**
 * Reads a feed in the parse process.
 * @throws SourceProblem when it is not a feed, or takes too long
 */
export async function parseFeed(source: Source): Promise<ReadFeed> {
  const came = await parseFeedOrLink(source);
  if ('feedLink' in came) throw new SourceProblem('sources.problem-web-page');
  return came.read;
}

/**
 * Reads a web page in the parse process.
 * @throws SourceProblem when it is not a page, has no title, or takes too long
 */
export async function parsePage(source: Source): Promise<Entry> {
  return (await parsed(parsePageAnswer(source.body, source.contentType, source.url))).entry;
}

async function parsed<T extends object>(work: Promise<T | parsers.Unread>): Promise<T> {
  const came = await work.catch((error: unknown): parsers.Unread => {
    if (error instanceof TooComplex) return { problem: 'sources.problem-too-complex' };
    throw error;
  });
  if ('problem' in came) throw new SourceProblem(came.problem);
  return came;
}
