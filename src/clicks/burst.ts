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
  const times = byTime.map(({ at }) => at.getTime());
  const links = byTime.map(({ trackedLinkId }) => trackedLinkId.toString());
  // How often each link is opened from `start` up to, not including, `end`.
  const open = new Map<string, number>();
  const inBurst: T[] = [];
  for (let start = 0, end = 0, told = 0; start < byTime.length; start++) {
    for (; end < byTime.length && times[end]! <= times[start]! + burst.seconds * 1000; end++)
      open.set(links[end]!, (open.get(links[end]!) ?? 0) + 1);
    if (open.size >= burst.links)
      for (told = Math.max(told, start); told < end; told++) inBurst.push(byTime[told]!);
    const left = open.get(links[start]!)! - 1;
    if (left) open.set(links[start]!, left);
    else open.delete(links[start]!);
  }
  return inBurst;
}
