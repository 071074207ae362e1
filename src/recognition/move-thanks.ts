import { changeCurrent } from '../events/index.js';
import { authorize, type SignedIn } from '../people/index.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Thanks } from './thanks.model.js';

interface OneThanks {
  actor: SignedIn;
  thanksId: string;
}

/** The longest reason of an admin, in characters. */
export const longestRemovalReason = 500;

const ofTwo = (thanksId: string) => Thanks.findById(thanksId, { fromId: 1, toId: 1 }).lean();

/** What is blank once thanks are withdrawn or erased. */
export const blankThanks = {
  set: { status: 'withdrawn' as const, text: '' },
  unset: ['postId', 'shownAt', 'reason'],
};

/**
 * Shows thanks to everybody, which only who got them can do. Idempotent.
 * @throws NotFound when they were to somebody else; NotAllowedNow when they were withdrawn, or an admin removed them
 */
export async function showThanks(services: Services, { actor, thanksId }: OneThanks): Promise<void> {
  const two = await ofTwo(thanksId);
  authorize(actor, 'manage-own-thanks', { ownerId: two?.toId });
  const set = { status: 'public' as const, shownAt: services.clock.now() };
  await changeCurrent(services, Thanks, { _id: thanksId }, ({ status }) => {
    if (status === 'withdrawn') throw new NotAllowedNow('recognition.was-withdrawn');
    if (status === 'removed') throw new NotAllowedNow('recognition.was-removed');
    return status === 'public' ? null : { type: 'thanks.shown', by: actor.id, set };
  });
}

/** Hides thanks again, at once. Idempotent. @throws NotFound when they were to somebody else */
export async function hideThanks(services: Services, { actor, thanksId }: OneThanks): Promise<void> {
  const two = await ofTwo(thanksId);
  authorize(actor, 'manage-own-thanks', { ownerId: two?.toId });
  await hide(services, thanksId, actor.id);
}

/** Makes public thanks private. @param by null when who got them left, and can't withdraw their consent any more */
export async function hide(services: Services, thanksId: string, by: string | null): Promise<void> {
  await changeCurrent(services, Thanks, { _id: thanksId }, ({ status }) =>
    status === 'public'
      ? { type: 'thanks.hidden', by, set: { status: 'private' as const }, unset: ['shownAt'] }
      : null,
  );
}

/**
 * Withdraws thanks: who gave them takes them back, or who got them deletes them. Their text is gone for both, and for
 * everybody else. Idempotent. @throws NotFound for anybody but these two
 */
export async function withdrawThanks(services: Services, { actor, thanksId }: OneThanks): Promise<void> {
  const two = await ofTwo(thanksId);
  authorize(actor, 'manage-own-thanks', {
    ownerId: two && [two.fromId, two.toId].find((id) => id.toString() === actor.id),
  });
  await changeCurrent(services, Thanks, { _id: thanksId }, ({ status }) =>
    status === 'withdrawn' ? null : { type: 'thanks.withdrawn', by: actor.id, ...blankThanks },
  );
}

/**
 * Takes public thanks from the public page, for good. The two people still see them, with the reason.
 * @throws InvalidInput without a reason; NotFound; NotAllowedNow when they are not public any more
 */
export async function removeThanks(
  services: Services,
  { actor, thanksId, reason }: OneThanks & { reason: string },
): Promise<void> {
  authorize(actor, 'remove-thanks');
  const said = reason.trim();
  if (!said) throw new InvalidInput({ reason: 'recognition.reason-missing' });
  if (said.length > longestRemovalReason) throw new InvalidInput({ reason: 'recognition.reason-long' });
  await changeCurrent(services, Thanks, { _id: thanksId }, ({ status }) => {
    if (status !== 'public') throw new NotAllowedNow('recognition.not-public');
    const set = { status: 'removed' as const, reason: said };
    return { type: 'thanks.removed', by: actor.id, set, unset: ['shownAt'] };
  });
}
