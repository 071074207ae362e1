import type { ConversionKind, ConversionWay } from '../conversions/index.js';
import type { Visit } from '../clicks/index.js';
import { browsers, crawlers, mailScanner, traffic } from './agents.js';
import { recalledAt, type Calendar } from './calendar.js';
import { placeOf } from './cast.js';
import type { PlannedShare } from './plan-shares.js';
import type { Worth } from './posts/index.js';
import { randomFor, type Random } from '../platform/data/random.js';

export interface PlannedVisit {
  at: Date;
  visit: Visit;
  /** A visit by the signed-in advocate, which a click rule excludes. */
  isOwn?: true;
}

export interface PlannedConversion {
  at: Date;
  kind: ConversionKind;
  externalId: string;
  via: ConversionWay;
  /** In minor units of the currency. */
  value?: number;
  currency?: string;
}

const minute = 60_000;
const hour = 60 * minute;

/** How each kind is reported: by the sites, by recruiters, or from the CRM. */
export const ways: Record<ConversionKind, ConversionWay> = {
  sale: 'server',
  'sign-up': 'script',
  'service-contact': 'pixel',
  application: 'server',
  lead: 'csv',
};

/** How many people a post reaches on each network, compared with LinkedIn. */
const pull = {
  linkedin: 1,
  facebook: 0.9,
  x: 0.6,
  bluesky: 0.7,
  threads: 0.5,
  mastodon: 0.7,
  whatsapp: 0.8,
  telegram: 0.7,
  instagram: 0.3,
  xing: 0.4,
  sms: 0.7,
  reddit: 1.3,
  teams: 0.5,
  email: 0.6,
  link: 0.4,
};

/**
 * Plans who visits the link of a share, which programs fetch it, and which conversions follow, up to the
 * calendar's now.
 */
export function planVisits(
  share: PlannedShare,
  calendar: Calendar,
): { visits: PlannedVisit[]; conversions: PlannedConversion[] } {
  const key = [share.person.mailbox, share.post.link, share.network].join(' ');
  const random = randomFor('visits', key);
  const { post, person, network } = share;
  const visits: PlannedVisit[] = [...machines(share, random)];
  const conversions: PlannedConversion[] = [];
  const visitors = random.count(person.reach * (post.appeal ?? 1) * pull[network]);
  for (let n = 0; n < visitors; n += 1) {
    const at = awake(
      new Date(share.at.getTime() + 3 * minute - Math.log(1 - random.next()) * 16 * hour),
      calendar,
    );
    const visit = visitOf(share, random);
    visits.push({ at, visit });
    if (random.chance(0.1)) visits.push({ at: later(at, random.between(1, 40) * minute), visit });
    if (random.chance(0.03)) visits.push({ at: later(at, random.between(20, 30) * hour), visit });
    if (post.brings && random.chance(post.brings.rate))
      conversions.push({
        at: later(at, random.between(3, 50) * minute),
        kind: post.brings.kind,
        externalId: idOf(post.brings.kind, key, n),
        via: ways[post.brings.kind],
        ...(post.brings.worth && worthOf(post.brings.worth, randomFor('worth', key, n))),
      });
  }
  // The link of a recalled post is switched off.
  const end = post.fate === 'recalled' ? recalledAt(calendar, post) : calendar.now;
  const past = ({ at }: { at: Date }) => at < end;
  return { visits: visits.filter(past), conversions: conversions.filter(past) };
}

/** An id as a shop or an office would assign it. */
export const idOf = (kind: ConversionKind, ...words: (string | number)[]): string =>
  `${kind.slice(0, 2).toUpperCase()}${Math.floor(randomFor('id', kind, ...words).between(1_000_000, 9_999_999))}`;

/** Sometimes in another currency, which reports show separately and do not add to euros. */
function worthOf([least, most]: Worth, random: Random): { value: number; currency: string } {
  const halves = Math.round(random.between(least, most) * 2);
  return random.chance(0.12)
    ? { value: Math.round(halves * 3.73) * 100, currency: 'DKK' }
    : { value: halves * 50, currency: 'EUR' };
}

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);

/** Moves visits at night to seven hours later. */
const awake = (at: Date, calendar: Calendar) => (calendar.hourOf(at) < 6 ? later(at, 7 * hour) : at);

/** A visit by a contact of the advocate, usually one who has opened their links before. */
function visitOf({ person, network }: PlannedShare, random: Random): Visit {
  const circle = Math.round(person.reach * 7);
  const contact = Math.floor(random.chance(0.7) ? random.between(1, circle) : random.between(circle, 40_000));
  const agent = randomFor('agent', person.mailbox, contact);
  const device = agent.chance(0.6) ? browsers.phone : browsers.desktop;
  return visit(`2001:db8:${placeOf(person)}:${contact.toString(16)}::1`, {
    ...(traffic[network].referrer && { referer: traffic[network].referrer }),
    'user-agent': agent.pick(device),
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    ...(random.chance(0.04) && { 'sec-purpose': 'prefetch' }),
  });
}

const visit = (network: string, headers: Visit['headers']): Visit => ({ method: 'GET', network, headers });

/**
 * Visits by programs: previews within seconds, crawlers in the next days, the mail gateway; and the advocate's own
 * visit.
 */
function machines({ network, at }: PlannedShare, random: Random): PlannedVisit[] {
  const machine = (agent: string, ms: number, n: number): PlannedVisit => ({
    at: later(at, ms),
    visit: visit(`2001:db8:ffff:${n}::1`, { 'user-agent': agent }),
  });
  const previews = traffic[network].previews.flatMap((agent, n) =>
    Array.from({ length: 1 + random.count(0.15) }, (_, again) => machine(agent, (20 + again * 50) * 1000, n)),
  );
  const crawled = Array.from({ length: random.count(0.3) }, () =>
    machine(random.pick(crawlers), random.between(1, 30) * hour, 9),
  );
  const browser = { 'user-agent': random.pick(browsers.desktop), 'sec-fetch-mode': 'navigate' };
  const own: PlannedVisit[] = random.chance(0.15)
    ? [{ at: later(at, 2 * minute), visit: visit('2001:db8:1::1', browser), isOwn: true }]
    : [];
  const scanned: PlannedVisit[] =
    network === 'email'
      ? [
          {
            at: later(at, minute),
            visit: visit('2001:db8:2::1', { ...browser, referer: mailScanner.referrer }),
          },
        ]
      : [];
  return [...previews, ...crawled, ...own, ...scanned];
}
