import { networks } from '../sharing/index.js';
import { drawSparkline } from './sparkline.view.js';
import type { Outcome, SharedPost } from './get-results.js';

/** What a row of the results prints. */
export const resultRows = (shares: SharedPost[]) =>
  shares.map((share) => ({
    id: share.id,
    title: share.title,
    network: networks[share.network].label,
    at: share.at,
    posted: share.posted,
    clicks: share.clicks,
    visitors: share.visitors,
    conversions: totalOf(share.conversions),
    unverified: share.unverified,
    lately: sumOf(share.days),
    busiest: share.days.reduce((most, day) => (day.clicks > most.clicks ? day : most)),
    sparkline: drawSparkline(share.days.map(({ clicks }) => clicks)),
  }));

const sumOf = (days: SharedPost['days']) => days.reduce((sum, { clicks }) => sum + clicks, 0);

export const totalOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The number of verified conversions of each kind, then the number of unverified ones, as texts. */
export const conversionWords = ({ conversions, unverified }: Outcome) =>
  [...Object.entries(conversions), ['unverified', unverified] as const]
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ word: `feed.conversion-${kind}`, count }));
