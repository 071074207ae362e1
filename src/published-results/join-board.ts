import { getOrganization } from '../organization/index.js';
import { authorize, findColleague, foldName, type SignedIn } from '../people/index.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { PublicPerson } from './public-person.model.js';

/**
 * Shows what a person brings to everybody, from what is published next on; or changes the name under which it is shown.
 * @param input.pseudonym null: their own name
 * @throws NotAllowedNow while the organization has no board; InvalidInput for the name of a colleague, or of somebody
 *   else on the board
 */
export async function joinBoard(
  { clock }: Services,
  { actor, pseudonym }: { actor: SignedIn; pseudonym: string | null },
): Promise<void> {
  authorize(actor, 'manage-own-place-on-board', { ownerId: actor.id });
  if (!(await getOrganization())?.hasBoard) throw new NotAllowedNow('recognition.board-is-off');
  const isTaken = new InvalidInput({ pseudonym: 'recognition.pseudonym-taken' });
  // Results must never seem to be those of a colleague.
  if (pseudonym && (await findColleague(pseudonym))) throw isTaken;
  const name = pseudonym
    ? { $set: { pseudonym, pseudonymKey: foldName(pseudonym) } }
    : { $set: { pseudonym: null }, $unset: { pseudonymKey: 1 } };
  const update = { ...name, $setOnInsert: { since: clock.now() } };
  await PublicPerson.updateOne({ _id: actor.id }, update, { upsert: true }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? isTaken : error;
  });
}

/** Hides a person's results from everybody again, at once. Idempotent. */
export async function leaveBoard(_services: Services, { actor }: { actor: SignedIn }): Promise<void> {
  authorize(actor, 'manage-own-place-on-board', { ownerId: actor.id });
  await removeFromBoard(actor.id);
}

/** Takes somebody off the board, for what happens to their account. Idempotent. */
export const removeFromBoard = (personId: string) => PublicPerson.deleteOne({ _id: personId });
