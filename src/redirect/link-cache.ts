import { setTimeout as wait } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import mongoose from 'mongoose';
import { organizationTimeZone } from '../organization/index.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import {
  daysAround,
  earlierSaltOf,
  getClickKey,
  identifyVisitor,
  saltOf,
  type Visit,
  type Visitor,
} from '../clicks/index.js';
import { getConversionSettings, hostsOf } from '../conversions/index.js';
import { KnownLink } from './known-link.js';
import { WantedSlugs } from './wanted-slugs.js';
import { TrackedLink, type TrackedLinkRecord } from '../links/index.js';

/**
 * In milliseconds: the age at which the cache is refreshed, the age from which a visitor waits for that, and how
 * long.
 */
const [fresh, stale, patience] = [250, 600, 300];
/** Least milliseconds between two queries for links that are not in memory, however many visitors ask for them. */
const spacing = 100;
/** Most milliseconds between the time stamp of a change and the moment when readers see it. */
const overlap = 5_000;

/** How many links are in memory: about 50 MB. */
const mostLinks = 100_000;

/**
 * The links that were made, changed or visited last, and the salts of the day, in memory. So these links work while the
 * database is not available, wrong slugs cause few queries, and a change by any process is known within a second.
 * Without visits it does nothing.
 */
export class LinkCache {
  readonly #links: LRUCache<string, KnownLink>;
  readonly #wanted = new WantedSlugs();
  /** Slugs that were looked up a moment ago and belong to no link. */
  readonly #missing = new LRUCache<string, true>({ max: 20_000, ttl: 10_000 });
  readonly #salts = new Map<string, string>();
  #zone = 'UTC';
  #sites: readonly string[] = [];
  #clickKey = '';
  #days = { minute: NaN, day: '', earlier: '' };
  /** All changes up to this time (of the database) are known. */
  #asOf: Date | undefined;
  #refreshedAt = -Infinity;
  #refreshing: Promise<void> | undefined;
  #upcoming: Promise<void> | undefined;
  #lookedUpAt = -Infinity;
  /** The database is late or not available: visitors do not wait for it. */
  #overdue = false;

  /** @param most links in memory */
  constructor(
    readonly services: Services,
    readonly most = mostLinks,
  ) {
    this.#links = new LRUCache({ max: most });
  }

  /** Resolves when everything is loaded, or when the database does not answer. */
  load(): Promise<void> {
    return this.#refresh();
  }

  /** True when the cache is recent enough for a visit now. Starts a refresh when it is time. */
  isCurrent(at: Date): boolean {
    const age = performance.now() - this.#refreshedAt;
    if (age > fresh) void this.#refresh();
    return (age < stale || (this.#overdue && age < Infinity)) && this.#salts.has(this.#daysOf(at).day);
  }

  /** Resolves when the cache is as recent as possible now. Rejects while nothing was loaded. */
  async settle(at: Date): Promise<void> {
    const news = this.#refresh();
    const nothingKnown = this.#refreshedAt === -Infinity;
    await (nothingKnown ? news : Promise.race([news, wait(patience, undefined, { ref: false })]));
    if (this.#refreshedAt === -Infinity) throw new Error('the links are not known');
    // The database has not been available since before midnight: creates a salt for this process.
    const { day } = this.#daysOf(at);
    if (!this.#salts.has(day)) this.#salts.set(day, newToken());
  }

  /** The link as last read; undefined when it is not in memory, or does not exist. */
  find(slug: string): KnownLink | undefined {
    return this.#links.get(slug);
  }

  /**
   * The same after a query, which all waiting visitors share; undefined when there is no such link. Null while the
   * database does not answer, and for a network that asks for too many links at once.
   */
  async findNow(slug: string, network: string): Promise<KnownLink | undefined | null> {
    if (!this.#wanted.add(slug, network)) return null;
    const untilNext = Math.max(0, this.#lookedUpAt + spacing - performance.now());
    this.#upcoming ??= wait(untilNext).then(async () => {
      this.#upcoming = undefined;
      this.#lookedUpAt = performance.now();
      await this.#refreshing;
      await this.#refresh();
    });
    await Promise.race([this.#upcoming, wait(spacing + patience, undefined, { ref: false })]);
    // Only what was really looked up is said not to exist.
    return this.#links.get(slug) ?? (this.#missing.has(slug) ? undefined : null);
  }

  /** Hosts that get the click's id: the same array until it changes. */
  get sites(): readonly string[] {
    return this.#sites;
  }

  /** The key that signs ids of clicks. */
  get clickKey(): string {
    return this.#clickKey;
  }

  identify(visit: Visit, at: Date): Visitor {
    return identifyVisitor(visit, this.#daysOf(at), (day) => this.#salts.get(day));
  }

  #daysOf(at: Date): { day: string; earlier: string } {
    const minute = Math.floor(at.getTime() / 60_000);
    if (minute !== this.#days.minute) this.#days = { minute, ...daysAround(this.#zone, at) };
    return this.#days;
  }

  /** Never rejects. */
  #refresh(): Promise<void> {
    if (this.#refreshing) return this.#refreshing;
    const late = setTimeout(() => (this.#overdue = true), patience);
    this.#refreshing = this.#load()
      .then(
        () => {
          this.#refreshedAt = performance.now();
          this.#overdue = false;
        },
        (error: unknown) => {
          this.services.log.error({ event: 'links.unreadable', err: error }, 'the links could not be read');
          this.#overdue = true;
        },
      )
      .finally(() => {
        clearTimeout(late);
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #load(): Promise<void> {
    const { localTime } = await mongoose.connection.db!.admin().command({ hello: 1 });
    // In parallel, because visitors may be waiting.
    await Promise.all([this.#learnLinks(), this.#learnSalts(), this.#learnSites(), this.#learnKey()]);
    this.#asOf = localTime as Date;
  }

  async #learnLinks(): Promise<void> {
    const slugs = this.#wanted.take();
    if (slugs.length) await this.#read(TrackedLink.find({ slug: { $in: slugs } }));
    for (const slug of slugs) if (!this.#links.has(slug)) this.#missing.set(slug, true);
    // Afterwards, so that a change is never overwritten by what was read before it.
    if (this.#asOf)
      await this.#read(
        TrackedLink.find({ changedAt: { $gte: new Date(this.#asOf.getTime() - overlap) } }).sort({
          changedAt: 1,
        }),
      );
    else await this.#read(TrackedLink.find().sort({ changedAt: -1 }).limit(this.most));
  }

  async #read(found: ReturnType<typeof TrackedLink.find>): Promise<void> {
    const links = found
      .select({ slug: 1, target: 1, campaign: 1, utm: 1, 'labels.network': 1, switchedOff: 1 })
      .lean<TrackedLinkRecord[]>()
      .cursor({ batchSize: 1_000 });
    for await (const link of links) this.#links.set(link.slug, known(link));
  }

  async #learnSites(): Promise<void> {
    const { sites } = await getConversionSettings();
    const hosts = hostsOf(sites);
    if (hosts.join() !== this.#sites.join()) this.#sites = hosts;
  }

  async #learnKey(): Promise<void> {
    this.#clickKey ||= (await getClickKey(this.services)).key;
  }

  /** The salts of now and of an hour ago, and in advance the one of an hour from now; older ones are removed. */
  async #learnSalts(): Promise<void> {
    this.#zone = await organizationTimeZone();
    this.#days.minute = NaN;
    const now = this.services.clock.now();
    const { day, earlier } = daysAround(this.#zone, now);
    const next = daysAround(this.#zone, new Date(now.getTime() + 3_600_000)).day;
    for (const one of [day, next])
      if (!this.#salts.has(one)) this.#salts.set(one, await saltOf(this.services, one));
    const earlierSalt = this.#salts.get(earlier) ?? (await earlierSaltOf(this.services, earlier));
    if (earlierSalt) this.#salts.set(earlier, earlierSalt);
    for (const one of this.#salts.keys()) if (one < earlier) this.#salts.delete(one);
  }
}

function known({ _id, slug, target, campaign, utm, labels, switchedOff }: TrackedLinkRecord): KnownLink {
  return new KnownLink({
    id: _id.toString(),
    slug,
    target,
    network: labels.network,
    campaign,
    utm: utm ?? null,
    off: switchedOff ?? null,
  });
}
