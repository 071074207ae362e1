import { disclosureFor } from '../guidelines/index.js';
import type { NetworkName } from '../sharing/index.js';
import { type Calendar, offeredFrom, recalledAt, secondGuidelineAt } from './calendar.js';
import { guidelines } from './guidelines.js';
import { days, weeks } from './organization.js';
import type { SamplePerson } from './people.js';
import type { SamplePost } from './posts/index.js';
import { core, type Cast } from './cast.js';
import { randomFor, type Random } from '../platform/data/random.js';

export interface PlannedShare {
  person: SamplePerson;
  post: SamplePost;
  network: NetworkName;
  at: Date;
  caption: string;
  /** When the advocate confirmed that they posted; null if they never did. */
  confirmedAt: Date | null;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Networks with short posts, where people use the shortest copy. */
const shortText: NetworkName[] = ['x', 'bluesky', 'threads', 'mastodon'];

/** Plans who shares what and when, in order of time. Pure: the same for the same day. */
export function planShares(calendar: Calendar, { people, posts, firstWeek }: Cast = core): PlannedShare[] {
  const offers = posts
    .filter(({ fate = 'published' }) => fate === 'published' || fate === 'recalled')
    .map((post) => {
      const { from, until } = offeredFrom(calendar, post);
      // Nobody shares a post on the day when it is recalled.
      const recalled = post.fate === 'recalled' ? new Date(recalledAt(calendar, post).getTime() - day) : null;
      return { post, from, until: recalled ?? until ?? calendar.now };
    });
  return people
    .flatMap((person) => sharesOf(person, { offers, calendar, firstWeek }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

interface Offer {
  post: SamplePost;
  from: Date;
  until: Date;
}

interface Plan {
  offers: Offer[];
  calendar: Calendar;
  firstWeek: number;
}

function sharesOf(person: SamplePerson, { offers, calendar, firstWeek }: Plan): PlannedShare[] {
  const ofStory = randomFor('shares', person.mailbox);
  const earlier = randomFor('earlier shares', person.mailbox);
  const shares: PlannedShare[] = [];
  for (let week = firstWeek; week < weeks; week += 1) {
    const random = week < 0 ? earlier : ofStory;
    // Random numbers are drawn for each week, so that a change in one week does not change the others.
    const wanted = Math.max(random.count(person.pace), person.pace >= 1 ? 1 : 0);
    if (!takesPart(person, week)) continue;
    for (let n = 0; n < wanted; n += 1) {
      const share = shareIn(week, { person, offers, calendar, random, shares });
      if (share && share.at < calendar.now && mayShare(person, share.at, calendar)) shares.push(share);
    }
  }
  return shares;
}

/** Nobody shares before they acknowledge the version in force. */
const mayShare = ({ acknowledged = 2 }: SamplePerson, at: Date, calendar: Calendar) =>
  acknowledged === 2 || at < secondGuidelineAt(calendar);

/** Who took part in the first week of the story had begun at some time before it. */
function takesPart(
  { active = [[0, weeks - 1]], joined, since, pace, mailbox }: SamplePerson,
  week: number,
): boolean {
  if (!pace) return false;
  const first = since ?? Math.floor(randomFor('since', mailbox).between(-48, -3));
  return active.some(
    ([from, to]) => week >= (from === 0 && joined === undefined ? first : from) && week <= to,
  );
}

interface Situation {
  person: SamplePerson;
  offers: Offer[];
  calendar: Calendar;
  random: Random;
  /** What this person has shared so far. */
  shares: PlannedShare[];
}

function shareIn(week: number, situation: Situation): PlannedShare | null {
  const { person, offers, calendar, random, shares } = situation;
  const daysAgo = random.pick(
    Array.from({ length: 7 }, (_, index) => days - 1 - week * 7 - index),
    (ago) => (calendar.isWeekend(ago) ? 0.2 : 1),
  );
  const hour = random.pick([7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20], (at) =>
    at < 11 || at === 12 ? 2 : 1,
  );
  const at = new Date(calendar.moment(daysAgo, `${hour}:00`).getTime() + random.next() * 60 * minute);
  const network = random.chance(0.65) ? person.networks[0]! : random.pick(person.networks);

  const shared = (post: SamplePost) => shares.filter((share) => share.post === post);
  const open = offers.filter(
    ({ post, from, until }) =>
      from <= at &&
      at < until &&
      (!post.teams || post.teams.includes(person.formerTeam ?? person.team)) &&
      !shared(post).some((share) => share.network === network),
  );
  if (!open.length) return null;
  const { post } = random.pick(open, (offer) => {
    const age = (at.getTime() - offer.from.getTime()) / day;
    const fresh = Math.exp(-age / 6) + 0.03;
    return fresh * (offer.post.appeal ?? 1) * (shared(offer.post).length ? 0.3 : 1);
  });
  const confirmedAt = random.chance(0.75) ? new Date(at.getTime() + random.between(1, 9) * minute) : null;
  return { person, post, network, at, caption: captionFor(post, network, random), confirmedAt };
}

const ownWords = [
  'Worth reading.',
  'This one made my day.',
  'I learned something here.',
  'Ask me about it.',
  'Proud of this.',
];

/** Usually a suggested copy, sometimes their own text, nearly always with the disclosure. */
function captionFor(post: SamplePost, network: NetworkName, random: Random): string {
  const short = shortText.includes(network);
  const byLength = [...post.copies].sort((a, b) => a.length - b.length);
  const copy = short ? byLength[0]! : random.pick(post.copies);
  const own = !short && !post.language && random.chance(0.3) ? ` ${random.pick(ownWords)}` : '';
  const disclosure = disclosureFor(guidelines[1], post.language ?? guidelines[1].disclosureLanguage);
  const said = random.chance(0.9) ? `${disclosure} ` : '';
  return `${said}${copy}${own}`;
}
