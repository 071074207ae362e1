import { changeCurrent, type HistoryServices } from '../events/index.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { Organization } from './organization.model.js';

/** The most characters of the reason for a pause. */
export const longestReason = 300;

/**
 * Pauses sharing for everybody at once: no post can be shared until it ends. Links that were shared lead on.
 * @throws InvalidInput without a reason or for a long one; NotAllowedNow if it is paused already; NotFound before there
 *   is an organization
 */
export async function pauseSharing(
  services: HistoryServices,
  { reason, byId }: { reason: string; byId: string },
): Promise<void> {
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

/** Ends the pause. Idempotent. @throws NotFound before there is an organization */
export async function resumeSharing(services: HistoryServices, { byId }: { byId: string }): Promise<void> {
  await changeCurrent(services, Organization, { only: true }, ({ pause }) =>
    pause ? { type: 'organization.sharing-resumed', by: byId, set: { pause: null } } : null,
  );
}
