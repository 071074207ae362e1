import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Sessions } from '../platform/http/session.js';
import type { Services } from '../services.js';
import {
  countLost,
  describeHit,
  drainJournal,
  type Hit,
  hitOf,
  Journal,
  lineOf,
  recordHits,
  type Visit,
} from '../clicks/index.js';
import type { KnownLink } from './known-link.js';
import { LinkCache } from './link-cache.js';
import { isSlug } from '../links/index.js';

/** Why a link does not redirect. */
export type DeadEnd = 'unknown' | 'withdrawn' | 'expired' | 'unavailable';

interface Asked {
  slug: string;
  at: Date;
  otherwise: () => void;
}

/**
 * Answers `GET /l/:slug` from memory, before the application: 302 once the hit is on disk, without address and
 * agent. `drain` moves hits from the disk into the database.
 */
export class Redirect {
  readonly links: LinkCache;
  readonly #journal: Journal;
  #lost = 0;

  constructor(
    readonly services: Services,
    readonly sessions: Sessions,
  ) {
    this.links = new LinkCache(services);
    this.#journal = new Journal(path.join(services.env.DATA_DIR, 'hits'));
  }

  /**
   * Answers the request if possible, otherwise calls `otherwise`. `slug` is given for an address written in an
   * unusual way.
   */
  handle(req: IncomingMessage, res: ServerResponse, otherwise: () => void, slug = slugOf(req)): void {
    if (!slug) return otherwise();
    const at = this.services.clock.now();
    if (this.links.isCurrent(at)) this.#answer(req, res, { slug, at, otherwise });
    else this.links.settle(at).then(() => this.#answer(req, res, { slug, at, otherwise }), otherwise);
  }

  /**
   * Why a link that `handle` passed on does not redirect, and its target; null when it redirects by now. `network` is
   * the visitor's.
   */
  async explain(slug: string, network: string): Promise<{ end: DeadEnd; target?: string } | null> {
    if (!isSlug(slug)) return { end: 'unknown' };
    const link = await this.links.findNow(slug, network);
    if (!link) return { end: link === null ? 'unavailable' : 'unknown' };
    const { off, target } = link.fields;
    return off && { end: off, target };
  }

  /** Moves the content of the journals into the database. Rejects when that is not possible now. */
  async drain(): Promise<void> {
    this.#journal.seal();
    const take = (lines: string[]) =>
      recordHits(
        lines.map(hitOf).filter((hit) => hit !== null),
        (sessionId) => this.sessions.userIdOf(sessionId),
      );
    const now = this.services.clock.now();
    await drainJournal({ folder: this.#journal.folder, now, take });
    const lost = this.#lost;
    if (lost) await countLost(now, lost);
    this.#lost -= lost;
  }

  // A method, because creating a named function for each visit would be the most expensive part (tsx sets names
  // again).
  #answer(req: IncomingMessage, res: ServerResponse, { slug, at, otherwise }: Asked): void {
    const link = this.links.find(slug);
    if (link && !link.fields.off) this.#lead(req, res, link, at);
    else otherwise();
  }

  #lead(req: IncomingMessage, res: ServerResponse, link: KnownLink, at: Date): void {
    const hit = this.#hitOf(req, link, at);
    const location = link.locationOf(hit.id, this.links);
    this.#journal.append(lineOf(hit), (error) => {
      if (error) this.#lose(error);
      res.writeHead(302, [...headers, 'Location', location]).end();
    });
  }

  #hitOf(req: IncomingMessage, { fields }: KnownLink, at: Date): Hit {
    const { method = '', headers } = req;
    const visit: Visit = { method, headers, network: this.services.clientNetwork(req) };
    const visitor = this.links.identify(visit, at);
    const sessionId = headers.cookie && this.sessions.idIn(headers.cookie);
    return describeHit(visit, { linkId: fields.id, at, visitor, sessionId });
  }

  /** The visitor is redirected anyway; reports show that a visit is missing. */
  #lose(error: Error): void {
    if (this.#lost++ === 0)
      this.services.log.error({ event: 'visits.lost', err: error }, 'visits of links can’t be recorded');
  }
}

const headers = [
  ...['Cache-Control', 'no-store'],
  ...['X-Robots-Tag', 'noindex'],
  ...['Content-Length', '0'],
];

/** The slug of a request for a tracked link; undefined for other requests and invalid slugs. */
function slugOf({ method, url = '' }: IncomingMessage): string | undefined {
  if (!url.startsWith('/l/') || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const end = url.indexOf('?');
  const slug = url.slice(3, end < 0 ? undefined : end);
  return isSlug(slug) ? slug : undefined;
}
