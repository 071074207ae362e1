import type { Clock } from '../platform/clock.js';
import { createNetworkLimit } from '../platform/http/limit-network.js';

/** How often a minute one network may report something, and all together. */
const [each, all] = [60, 30_000];

/** Returns 0 when this network may report something now, otherwise the seconds it should wait. */
export function createReportLimit(clock: Clock): (network: string) => number {
  const perNetwork = createNetworkLimit(clock, { times: each, seconds: 60 });
  const together = createNetworkLimit(clock, { times: all, seconds: 60 });
  // What is refused to one network takes nothing from the others.
  return (network) => perNetwork(network) || together('all');
}
