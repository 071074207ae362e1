import { DateTime } from 'luxon';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import { hashToken, newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { purposes, SingleUseLink } from './single-use-link.model.js';

export type Purpose = (typeof purposes)[number];

const lifetimes: Record<Purpose, { days?: number; hours?: number }> = {
  'set-up': { hours: 24 },
  invitation: { days: 7 },
  'password-reset': { hours: 1 },
};

/**
 * Creates a link and returns its token. Earlier links for the same purpose and person become void.
 * @param input.sessionVersion of the person, as read for the mail with the link
 */
export async function makeLink(
  services: Services,
  {
    purpose,
    userId = null,
    token = newToken(),
    sessionVersion,
  }: { purpose: Purpose; userId?: string | null; token?: string; sessionVersion?: number },
): Promise<{ token: string; expiresAt: Date }> {
  const expiresAt = DateTime.fromJSDate(services.clock.now()).plus(lifetimes[purpose]).toJSDate();
  const values = { hash: hashToken(token), expiresAt, sessionVersion };
  await upsertAgain(() =>
    SingleUseLink.updateOne({ purpose, userId }, { $set: values }, { upsert: true }).exec(),
  );
  return { token, expiresAt };
}

/** The person of a link; null when it is unknown, used, replaced or expired. */
export async function findLink(
  services: Services,
  { purpose, token }: { purpose: Purpose; token: string },
): Promise<{ userId: string | null; sessionVersion?: number } | null> {
  const found = await SingleUseLink.findOne(holding(services, purpose, token)).lean();
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
  { purpose, token }: { purpose: Purpose; token: string },
): Promise<{ userId: string | null } | null> {
  const claimed = await SingleUseLink.findOneAndDelete(holding(services, purpose, token)).lean();
  return claimed && { userId: claimed.userId?.toString() ?? null };
}

/** Makes all links of this person void. */
export async function voidLinks(userId: string): Promise<void> {
  // With every purpose, as the index begins with it.
  await SingleUseLink.deleteMany({ purpose: { $in: purposes }, userId });
}

const holding = (services: Services, purpose: Purpose, token: string) => ({
  purpose,
  hash: hashToken(token),
  expiresAt: { $gt: services.clock.now() },
});
