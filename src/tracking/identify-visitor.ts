import { createHmac } from 'node:crypto';
import { dayIn } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import { newToken } from '../platform/tokens.js';
import { organizationTimeZone } from '../organization/index.js';
import { repeatMinutes } from './click-rules.js';
import { agentOf, type Visit } from './describe-visit.js';
import { VisitorSalt } from './visitor.model.js';

export interface Visitor {
  /** The organization's day of the visit. */
  day: string;
  /** Stands for this address and agent on this day, and says nothing else. */
  hash: string;
  /** In the hour after midnight: what the visitor was called before it, so that a repeat is still seen. */
  earlierHash: string | null;
}

/**
 * Who visits, without knowing who: HMAC of address and agent with a random salt of the day. The salt is kept for
 * an hour after its day and then deleted (forget-visitors.ts); from then on a hash can't be tried against addresses.
 */
export async function identifyVisitor(visit: Visit, at: Date): Promise<Visitor> {
  const zone = await organizationTimeZone();
  const day = dayIn(zone, at);
  const dayBefore = dayIn(zone, new Date(at.getTime() - repeatMinutes * 60_000));
  const earlier = dayBefore === day ? null : await VisitorSalt.findById(dayBefore).lean();
  const hashWith = (salt: string) =>
    createHmac('sha256', salt)
      .update(`${visit.ip}\n${agentOf(visit)}`)
      .digest('base64url');
  return { day, hash: hashWith(await saltOf(day)), earlierHash: earlier && hashWith(earlier.salt) };
}

async function saltOf(day: string): Promise<string> {
  const found = await VisitorSalt.findById(day).lean();
  if (found) return found.salt;
  try {
    return (await VisitorSalt.create({ _id: day, salt: newToken() })).salt;
  } catch (error) {
    // Another visit of the same moment made it.
    if (isDuplicateKey(error)) return saltOf(day);
    throw error;
  }
}
