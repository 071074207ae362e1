import { burst } from './click-rules.js';

interface Opened {
  trackedLinkId: { toString(): string };
  at: Date;
}

/**
 * Those of one visitor's clicks that are part of a burst: within some `burst.seconds`, at least `burst.links`
 * different links were opened. The order in which the clicks are given does not matter.
 */
export function clicksInBursts<T extends Opened>(clicks: T[]): T[] {
  const byTime = [...clicks].sort((a, b) => a.at.getTime() - b.at.getTime());
  const inBurst = new Set<T>();
  for (const [start, first] of byTime.entries()) {
    const end = first.at.getTime() + burst.seconds * 1000;
    const span = byTime.slice(start).filter(({ at }) => at.getTime() <= end);
    const links = new Set(span.map(({ trackedLinkId }) => trackedLinkId.toString()));
    if (links.size >= burst.links) for (const click of span) inBurst.add(click);
  }
  return byTime.filter((click) => inBurst.has(click));
}
