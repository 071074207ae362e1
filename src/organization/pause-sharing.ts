import { changeCurrent, type HistoryServices } from '../events/index.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { authorize, type SignedIn } from '../people/index.js';
import { Organization } from './organization.model.js';

/** The most characters of the reason for a pause. */
export const longestReason = 300;

/**
 * Pauses sharing for everybody at once: no post can be shared until it ends. Links that were shared lead on.
 * @throws Forbidden; InvalidInput without a reason or for a long one; NotAllowedNow if it is paused already; NotFound before there
 *   is an organization
 */
export async function pauseSharing(
  services: HistoryServices,
  { actor, reason }: { actor: SignedIn; reason: string },
): Promise<void> {
  authorize(actor, 'pause-sharing');
  const byId = actor.id;
  const words = reason.trim();
  if (!words) throw new InvalidInput({ reason: 'organization.pause-reason-missing' });
  if (words.length > longestReason)
    throw new InvalidInput({
      reason: { key: 'organization.pause-reason-long', values: { max: longestReason } },
    });
  await changeCurrent(services, Organization, { only: true }, ({ pause }) => {
    if (pause) throw new NotAllowedNow('organization.paused-already');
    return {
      type: 'organization.sharing-paused',
      by: byId,
      set: { pause: { since: services.clock.now(), reason: words, byId } },
    };
  });
}

/**
 * Ends the pause that began at this moment. Idempotent.
 * @throws Forbidden; NotAllowedNow when another pause began since; NotFound before there is an organization
 */
export async function resumeSharing(
  services: HistoryServices,
  { actor, since }: { actor: SignedIn; since: Date },
): Promise<void> {
  authorize(actor, 'pause-sharing');
  await changeCurrent(services, Organization, { only: true }, ({ pause }) => {
    if (!pause) return null;
    if (pause.since.getTime() !== since.getTime()) throw new NotAllowedNow('organization.paused-again');
    return { type: 'organization.sharing-resumed', by: actor.id, set: { pause: null } };
  });
}
