import { hash } from 'node:crypto';
import { dayIn } from '../platform/clock.js';
import { repeatMinutes } from './click-rules.js';
import { agentOf, type Visit } from './describe-visit.js';

export interface Visitor {
  /** The organization's day of the visit. */
  day: string;
  /** Stands for this network and agent on this day, and says nothing else. */
  hash: string;
  /** In the hour after midnight: what the visitor was called before it, so that a repeat is still seen. */
  earlierHash: string | null;
}

/** The organization's day at a moment, and the day an hour before: the salts a visit at that moment needs. */
export function daysAround(zone: string, at: Date): { day: string; earlier: string } {
  return { day: dayIn(zone, at), earlier: dayIn(zone, new Date(at.getTime() - repeatMinutes * 60_000)) };
}

/**
 * Who visits, without knowing who: a keyed hash of network and agent, its key a random salt of the day. The salt is kept for
 * an hour after its day and then deleted (forget-visitors.ts); from then on a hash can't be tried against networks.
 */
export function identifyVisitor(
  visit: Visit,
  { day, earlier }: { day: string; earlier: string },
  saltOf: (day: string) => string | undefined,
): Visitor {
  const who = `${visit.network}\n${agentOf(visit)}`;
  const earlierSalt = earlier === day ? undefined : saltOf(earlier);
  return {
    day,
    hash: keyedHash(saltOf(day)!, who),
    earlierHash: earlierSalt === undefined ? null : keyedHash(earlierSalt, who),
  };
}

/** The salt is secret and of one length, so that put before it keys the hash as well as HMAC does, at half the cost. */
const keyedHash = (salt: string, who: string): string => hash('sha256', `${salt}\n${who}`, 'base64url');
