import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { addCounts, sumOf } from '../platform/data/sums.js';
import { addDays, daysBetween } from '../platform/text/days.js';
import { findPosts } from '../posts/index.js';
import { sumStatistics } from '../statistics/index.js';
import type { Person } from '../people/index.js';

export interface DigestResults {
  /** First and last day, both complete: `2026-11-16`. */
  from: string;
  to: string;
  /** True for the seven days before the digest, false when more weeks have passed. */
  isWeek: boolean;
  visitors: number;
  /** True when nobody came through a link of this person before. */
  areFirstVisitors: boolean;
  /** By kind, the most frequent first; `isFirst`: this person had none of the kind before. */
  conversions: { kind: string; count: number; isFirst: boolean }[];
  /** The post with the most visitors. */
  best: { title: string; visitors: number } | null;
}

/** What came of this person's shares; null when nothing did. Only complete days, so that nothing is in two digests. */
export async function ownResults(
  { id: advocateId }: Person,
  since: Date | null,
  now: Date,
): Promise<DigestResults | null> {
  const zone = await organizationTimeZone();
  const today = dayIn(zone, now);
  const to = addDays(today, -1);
  const from = since ? dayIn(zone, since) : addDays(today, -7);
  const where = { advocateId };
  const byPost = await sumStatistics({ from, to, by: 'post', where });
  const visitors = sumOf(byPost.map((row) => row.visitors));
  const conversions = Object.entries(addCounts(byPost.map((row) => row.conversions)));
  if (!visitors && !conversions.length) return null;

  const [before] = await sumStatistics({ from: '0000-01-01', to: addDays(from, -1), by: 'all', where });
  const best = byPost.reduce((most, row) => (row.visitors > most.visitors ? row : most));
  const post = best.visitors ? (await findPosts([best.key])).get(best.key) : undefined;
  return {
    from,
    to,
    isWeek: daysBetween(from, to) < 8,
    visitors,
    areFirstVisitors: visitors > 0 && !before?.visitors,
    conversions: conversions
      .map(([kind, count]) => ({ kind, count, isFirst: !before?.conversions[kind] }))
      .sort((a, b) => b.count - a.count),
    best: post ? { title: post.title, visitors: best.visitors } : null,
  };
}
