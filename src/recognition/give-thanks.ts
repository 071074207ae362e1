import { create } from '../events/index.js';
import { organizationTimeZone, type ValueArea } from '../organization/index.js';
import { authorize, findActivePerson, type SignedIn } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { InvalidInput, NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { mostADay, Thanks } from './thanks.model.js';

interface NewThanks {
  actor: SignedIn;
  toId: string;
  /** What for, in one sentence. */
  text: string;
  area: ValueArea;
  postId?: string | undefined;
}

const places = Array.from({ length: mostADay }, (_, index) => index + 1);

/**
 * Thanks a colleague. Only the two of them see it, until the colleague shows it to everybody.
 * @throws Forbidden for thanks to oneself; NotFound for nobody active; InvalidInput when the same was said to them today;
 *   NotAllowedNow after `mostADay` on a day of the organization, withdrawn or not
 */
export async function giveThanks(
  services: Services,
  { actor, toId, text, area, postId }: NewThanks,
): Promise<{ id: string }> {
  authorize(actor, 'thank', { personId: toId });
  const to = await findActivePerson(toId);
  if (!to) throw new NotFound();
  const at = services.clock.now();
  const day = dayIn(await organizationTimeZone(), at);
  // Ends after `mostADay` rounds: each refused place was taken by another request.
  for (;;) {
    const given = await Thanks.find({ fromId: actor.id, day }).lean();
    if (given.some((one) => one.toId.toString() === toId && one.text === text))
      throw new InvalidInput({ text: { key: 'recognition.said-already', values: { name: to.name } } });
    const place = places.find((number) => !given.some((one) => one.place === number));
    if (!place) throw new NotAllowedNow({ key: 'recognition.enough-today', values: { count: mostADay } });
    try {
      const values = { fromId: actor.id, toId, text, area, at, day, place, ...(postId && { postId }) };
      const { _id } = await create(services, Thanks, { type: 'thanks.given', by: actor.id, values });
      return { id: _id.toString() };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
