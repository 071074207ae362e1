import { timingSafeEqual } from 'node:crypto';
import { DateTime } from 'luxon';
import { onDuplicateKey, upsertAgain } from '../platform/data/duplicate-key.js';
import { reach } from '../platform/data/fail-points.js';
import { keyedHash } from '../platform/http/secret.js';
import { hashToken, newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { purposes, SingleUseLink, type StoredLink } from './single-use-link.model.js';

export type Purpose = (typeof purposes)[number];

/** Which link: the same values make the same link. */
export interface LinkOf {
  purpose: Purpose;
  /** Its person; null for the set-up of the organization. */
  userId: string | null;
  generation: string;
  /** Of the person, as read for the mail with the link. */
  sessionVersion?: number | undefined;
}

const lifetimes: Record<Purpose, { days?: number; hours?: number }> = {
  'set-up': { hours: 24 },
  invitation: { days: 7 },
  'password-reset': { hours: 1 },
};

/** In place of the id of a person, where there is none. */
const nobody = '0'.repeat(24);
/** The length of an id and of an HMAC in base64url. */
const [idLength, macLength] = [16, 43];

/**
 * The token of a link: whose it is, and an HMAC over what identifies it, which nobody can make without the secret of
 * the deployment. It is calculated whenever a mail is composed, and never stored.
 */
export function linkToken({ env }: Pick<Services, 'env'>, link: LinkOf): string {
  const { purpose, userId, generation, sessionVersion } = link;
  const id = userId ?? nobody;
  const text = JSON.stringify([purpose, id, generation, sessionVersion ?? null]);
  return Buffer.from(id, 'hex').toString('base64url') + keyedHash(env, 'single-use-link', text);
}

/**
 * Makes this link valid and returns its token. Another one for the same purpose and person becomes void. Making the
 * same one again gives it its full time.
 */
export async function makeLink(
  services: Services,
  { generation = newToken(), ...of }: Omit<LinkOf, 'generation'> & { generation?: string },
): Promise<{ token: string; expiresAt: Date }> {
  const { purpose, userId, sessionVersion } = of;
  const expiresAt = DateTime.fromJSDate(services.clock.now()).plus(lifetimes[purpose]).toJSDate();
  await reach('link.ready');
  await upsertAgain(() =>
    SingleUseLink.updateOne(
      { purpose, userId },
      { $set: { generation, expiresAt, sessionVersion }, $unset: { hash: 1 } },
      { upsert: true },
    ).exec(),
  );
  return { token: linkToken(services, { ...of, generation }), expiresAt };
}

/** The person of a link; null when it is unknown, used, replaced or expired. */
export async function findLink(
  services: Services,
  given: { purpose: Purpose; token: string },
): Promise<{ userId: string | null; sessionVersion?: number } | null> {
  const found = await findStored(services, given);
  if (!found) return null;
  const { userId, sessionVersion } = found;
  // Older links don't have this field.
  return {
    userId: userId?.toString() ?? null,
    ...(typeof sessionVersion === 'number' && { sessionVersion }),
  };
}

/** Uses up the link: of several callers one gets it and the others get null. */
export async function claimLink(
  services: Services,
  given: { purpose: Purpose; token: string },
): Promise<StoredLink | null> {
  const found = await findStored(services, given);
  if (!found) return null;
  const { _id, generation = null, hash = null } = found;
  // It may be replaced by a newer one at this moment.
  return SingleUseLink.findOneAndDelete({ _id, generation, hash }).lean<StoredLink>();
}

/** Makes a link valid again that was used up, unless a newer one replaced it. */
export async function giveBackLink(link: StoredLink): Promise<void> {
  await SingleUseLink.collection.insertOne({ ...link }).catch(onDuplicateKey(() => undefined));
}

/** Makes all links of this person void. */
export async function voidLinks(userId: string): Promise<void> {
  // With every purpose, as the index begins with it.
  await SingleUseLink.deleteMany({ purpose: { $in: purposes }, userId });
}

async function findStored(services: Services, { purpose, token }: { purpose: Purpose; token: string }) {
  const expiresAt = { $gt: services.clock.now() };
  // Links of an older release are random.
  if (token.length === macLength) {
    const old = await SingleUseLink.findOne({ hash: hashToken(token), expiresAt }).lean();
    return old?.purpose === purpose ? old : null;
  }
  if (token.length !== idLength + macLength || !/^[\w-]+$/.test(token)) return null;
  const id = Buffer.from(token.slice(0, idLength), 'base64url').toString('hex');
  const userId = id === nobody ? null : id;
  const found = await SingleUseLink.findOne({ purpose, userId, expiresAt }).lean();
  if (!found?.generation) return null;
  const { generation, sessionVersion } = found;
  const valid = linkToken(services, {
    purpose,
    userId,
    generation,
    sessionVersion: sessionVersion ?? undefined,
  });
  return timingSafeEqual(Buffer.from(token), Buffer.from(valid)) ? found : null;
}
