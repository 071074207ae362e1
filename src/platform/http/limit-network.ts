import type { Clock } from '../clock.js';
import { siteOf } from './network-of.js';

/** How much more a /48 may do than a /64 in it. A /48 usually belongs to one company or to a few households. */
export const siteFactor = 4;

/** The most networks that are counted at a time; beyond it the oldest counters are dropped. */
const mostNetworks = 100_000;

interface Count {
  used: number;
  /** When the counter starts again, in milliseconds since 1970. */
  until: number;
}

/**
 * Limits how often one network may do something in a period, counted in the memory of this process: `times` for an
 * IPv4 address or an IPv6 /64, four times as often for a /48. Returns 0 and counts, or returns the seconds to
 * wait.
 */
export function createNetworkLimit(clock: Clock, { times, seconds }: { times: number; seconds: number }) {
  // In the order in which they end, because all last equally long.
  const counts = new Map<string, Count>();

  function use(key: string, most: number, now: number): number {
    let count = counts.get(key);
    if (!count || count.until <= now) {
      counts.delete(key);
      count = { used: 0, until: now + seconds * 1000 };
      counts.set(key, count);
    }
    count.used += 1;
    return count.used > most ? Math.max(1, Math.ceil((count.until - now) / 1000)) : 0;
  }

  return (network: string): number => {
    const now = clock.now().getTime();
    const wait = use(network, times, now);
    const site = siteOf(network);
    const siteWait = site === network ? 0 : use(site, times * siteFactor, now);
    for (const [key, { until }] of counts) {
      if (until > now && counts.size <= mostNetworks) break;
      counts.delete(key);
    }
    return Math.max(wait, siteWait);
  };
}
