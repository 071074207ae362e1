import { networks } from '../sharing/index.js';
import type { Outcome, SharedPost } from './get-results.js';

/** What a row of the results prints. */
export const resultRows = (shares: SharedPost[]) =>
  shares.map((share) => ({
    id: share.id,
    title: share.title,
    network: networks[share.network].label,
    at: share.at,
    confirmed: share.status === 'confirmed',
    clicks: share.clicks,
    visitors: share.visitors,
    conversions: totalOf(share.conversions),
  }));

export const totalOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The kinds of conversion that occurred, as words with their counts. */
export const conversionKinds = (outcome: Outcome) =>
  Object.entries(outcome.conversions)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ word: `feed.conversion-${kind}`, count }));
