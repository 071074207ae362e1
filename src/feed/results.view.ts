import { pictureOf, type StoredPictures } from '../files/index.js';
import { drawBars } from './bars.view.js';
import { shortDayText } from '../platform/text/formats.js';
import { sumOfCounts } from '../platform/data/sums.js';
import type { OwnRegularity } from '../participation/index.js';
import { networkLabel } from '../sharing/index.js';
import type { Outcome, Results, SharedPost, WeekOfVisitors } from './get-results.js';

/** What a row of the results prints. */
export const resultRows = (shares: SharedPost[], pictures: StoredPictures, locale: string) =>
  shares.map((share) => ({
    id: share.id,
    title: share.title,
    picture: pictureOf({ id: share.postId, imageUrl: share.imageUrl, topic: share.topic }, pictures),
    network: networkLabel(share.network, locale),
    at: share.at,
    posted: share.posted,
    clicks: share.clicks,
    visitors: share.visitors,
    conversions: sumOfCounts(share.conversions),
    unverified: share.unverified,
  }));

/** The kinds of verified conversion that occurred, and last how many are unverified, as words with their counts. */
export const conversionWords = ({ conversions, unverified }: Pick<Outcome, 'conversions' | 'unverified'>) =>
  [...Object.entries(conversions), ['unverified', unverified] as const]
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ word: `feed.conversion-${kind}`, count }));

/** The post that brought most, as the page prints it. */
export const bestView = (best: NonNullable<Results['best']>, pictures: StoredPictures, locale: string) => ({
  ...best,
  picture: pictureOf(best, pictures),
  networks: best.networks.map(({ network, visitors }) => ({
    label: networkLabel(network, locale),
    visitors,
  })),
});

/** Visitors a week as bars. The first week of each month, and the last of all, are named by their first day. */
export const weekBars = (weeks: WeekOfVisitors[], locale: string) => {
  const last = weeks.length - 1;
  return drawBars(
    weeks.map(({ from, visitors }, index) => {
      const beginsMonth = index === 0 || from.slice(0, 7) !== weeks[index - 1]!.from.slice(0, 7);
      // A name right before the last one would touch it.
      const isNamed = index === last || (beginsMonth && last - index > 2);
      return { value: visitors, label: isNamed ? shortDayText(locale, from) : '' };
    }),
  );
};

/**
 * How regularly a person shares, for them alone: null while they are further away than one week, so that nobody is
 * pressed.
 */
export function regularityView({ isRegular, weeksMissing, recent, isActiveNow }: OwnRegularity) {
  if (weeksMissing > 1) return null;
  const weeks = recent.map((isActive) => (isActive ? 'done' : 'missed'));
  return {
    title: isRegular ? 'feed.regular' : 'feed.nearly-regular',
    text: isActiveNow ? 'feed.regular-active' : 'feed.regular-open',
    weeks: (isActiveNow ? weeks : [...weeks.slice(-3), 'open']).map((state) => ({
      state,
      word: `feed.week-${state}`,
    })),
  };
}
