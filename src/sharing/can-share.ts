import { hasAcknowledged } from '../guidelines/index.js';
import { getOrganization } from '../organization/index.js';
import { getOfferedPost, type OfferedPost } from '../posts/index.js';
import type { Person } from '../people/index.js';
import type { Services } from '../services.js';

/** Why somebody can't share now a post that is offered to them: the end of the key of a text. */
export type CannotShare = 'paused' | 'guideline-first';

/**
 * Whether this person can share this post now: it is published and offered to them, sharing is not paused, and they
 * acknowledged the guideline in force. Nothing else decides it.
 * @throws NotFound when it was never offered to them; NotAllowedNow when it is no longer offered
 */
export async function canShare(
  services: Services,
  { person, postId }: { person: Pick<Person, 'id' | 'teamId'>; postId: string },
): Promise<{ post: OfferedPost; problem: CannotShare | null }> {
  const [post, organization, acknowledged] = await Promise.all([
    getOfferedPost(services, { id: postId, teamId: person.teamId }),
    getOrganization(),
    hasAcknowledged(person.id),
  ]);
  const problem = organization?.pause ? 'paused' : acknowledged ? null : 'guideline-first';
  return { post, problem };
}
