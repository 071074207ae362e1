import { DateTime } from 'luxon';
import { upsertAgain } from '../platform/errors.js';
import { hashToken, newToken } from '../platform/tokens.js';
import type { Services } from '../services.js';
import { SingleUseLink, type purposes } from './single-use-link.model.js';

export type Purpose = (typeof purposes)[number];

const lifetimes: Record<Purpose, { days?: number; hours?: number }> = {
  'set-up': { hours: 24 },
  invitation: { days: 7 },
  'password-reset': { hours: 1 },
};

/** A link's token, new unless given; an earlier one for the same purpose and person is void from now on. */
export async function makeLink(
  services: Services,
  {
    purpose,
    userId = null,
    token = newToken(),
  }: { purpose: Purpose; userId?: string | null; token?: string },
): Promise<{ token: string; expiresAt: Date }> {
  const expiresAt = DateTime.fromJSDate(services.clock.now()).plus(lifetimes[purpose]).toJSDate();
  const values = { hash: hashToken(token), expiresAt };
  await upsertAgain(() =>
    SingleUseLink.updateOne({ purpose, userId }, { $set: values }, { upsert: true }).exec(),
  );
  return { token, expiresAt };
}

/** Whom a link is for, while it holds; null when it is unknown, used, replaced or too old. */
export async function findLink(
  services: Services,
  { purpose, token }: { purpose: Purpose; token: string },
): Promise<{ userId: string | null } | null> {
  const found = await SingleUseLink.findOne(holding(services, purpose, token)).lean();
  return found && { userId: found.userId?.toString() ?? null };
}

/** Uses the link up: of many at once, one gets it and the others get null. */
export async function claimLink(
  services: Services,
  { purpose, token }: { purpose: Purpose; token: string },
): Promise<{ userId: string | null } | null> {
  const claimed = await SingleUseLink.findOneAndDelete(holding(services, purpose, token)).lean();
  return claimed && { userId: claimed.userId?.toString() ?? null };
}

/** Makes every link of this person void. */
export async function voidLinks(userId: string): Promise<void> {
  await SingleUseLink.deleteMany({ userId });
}

const holding = (services: Services, purpose: Purpose, token: string) => ({
  purpose,
  hash: hashToken(token),
  expiresAt: { $gt: services.clock.now() },
});
