import { sumOf, sumOfCounts } from '../platform/data/sums.js';
import { networkLabel } from '../sharing/index.js';
import { drawSparkline } from './sparkline.view.js';
import type { Outcome, SharedPost } from './get-results.js';

/** What a row of the results prints. */
export const resultRows = (shares: SharedPost[], locale: string) =>
  shares.map((share) => ({
    id: share.id,
    title: share.title,
    network: networkLabel(share.network, locale),
    at: share.at,
    posted: share.posted,
    clicks: share.clicks,
    visitors: share.visitors,
    conversions: sumOfCounts(share.conversions),
    unverified: share.unverified,
    lately: sumOf(share.days.map(({ clicks }) => clicks)),
    busiest: share.days.reduce((most, day) => (day.clicks > most.clicks ? day : most)),
    sparkline: drawSparkline(share.days.map(({ clicks }) => clicks)),
  }));

/** The kinds of verified conversion that occurred, and last how many are unverified, as words with their counts. */
export const conversionWords = ({ conversions, unverified }: Outcome) =>
  [...Object.entries(conversions), ['unverified', unverified] as const]
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ word: `feed.conversion-${kind}`, count }));
