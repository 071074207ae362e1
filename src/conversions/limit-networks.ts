import type { Clock } from '../platform/clock.js';
import { createNetworkLimit } from '../platform/http/limit-network.js';

/** How many reports a minute are accepted from one network, and from all networks together. */
const [each, all] = [60, 30_000];

/** Returns 0 when this network may report something now, otherwise how many seconds it should wait. */
export function createReportLimit(clock: Clock): (network: string) => number {
  const perNetwork = createNetworkLimit(clock, { times: each, seconds: 60 });
  const together = createNetworkLimit(clock, { times: all, seconds: 60 });
  // A report that is refused for its own network does not count towards the limit for all.
  return (network) => perNetwork(network) || together('all');
}
