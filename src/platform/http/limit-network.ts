import type { Clock } from '../clock.js';
import { siteOf } from './network-of.js';

/** How much more a /48 may do than each /64 in it: it is one company's or four households', seldom more at once. */
export const siteFactor = 4;

/** At most so many networks are counted at a time; beyond it the oldest counts are dropped. */
const mostNetworks = 100_000;

interface Count {
  used: number;
  /** When it begins again, in milliseconds since 1970. */
  until: number;
}

/**
 * Limits what one network may do in a stretch of time, counted in this process's memory: so often from an IPv4
 * address or an IPv6 /64, and four times as often from its /48. Returns 0 after counting one, or the seconds to wait.
 */
export function createNetworkLimit(clock: Clock, { times, seconds }: { times: number; seconds: number }) {
  // In the order in which they end, as all last equally long.
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
