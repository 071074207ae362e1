import { hash } from 'node:crypto';
import { dayIn } from '../platform/clock.js';
import { repeatMinutes } from './click-rules.js';
import { agentOf, type Visit } from './describe-visit.js';

export interface Visitor {
  /** The organization's day of the visit. */
  day: string;
  /** Identifies this network and agent on this day, and reveals nothing else. */
  hash: string;
  /** In the hour after midnight: the visitor's hash of the day before, so that a repeat is still recognised. */
  earlierHash: string | null;
}

/** The organization's day at a moment, and its day an hour before: a visit at that moment needs the salts of both. */
export function daysAround(zone: string, at: Date): { day: string; earlier: string } {
  return { day: dayIn(zone, at), earlier: dayIn(zone, new Date(at.getTime() - repeatMinutes * 60_000)) };
}

/**
 * Identifies a visitor without knowing the person: a keyed hash of network and agent. The key is a random salt of
 * the day. It is deleted an hour after its day (forget-visitors.ts), and from then on nobody can test which
 * network a hash belongs to.
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

/** The salt is secret and always of the same length, so a prefix is as safe a key as with HMAC, at half the cost. */
const keyedHash = (salt: string, who: string): string => hash('sha256', `${salt}\n${who}`, 'base64url');
