import { burst } from './click-rules.js';

interface Opened {
  trackedLinkId: { toString(): string };
  at: Date;
}

/**
 * The clicks of one visitor that belong to a burst: within `burst.seconds` the visitor opened at least
 * `burst.links` different links. The order of the clicks does not matter.
 */
export function clicksInBursts<T extends Opened>(clicks: T[]): T[] {
  const byTime = [...clicks].sort((a, b) => a.at.getTime() - b.at.getTime());
  const times = byTime.map(({ at }) => at.getTime());
  const links = byTime.map(({ trackedLinkId }) => trackedLinkId.toString());
  // How often each link was opened, from `start` to just before `end`.
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
