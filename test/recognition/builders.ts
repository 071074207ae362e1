import { giveThanks, showThanks } from '../../src/recognition/index.js';
import { Thanks } from '../../src/recognition/thanks.model.js';
import type { Services } from '../../src/services.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';

interface Two {
  id: string;
  name?: string;
  roles?: unknown;
}

/** Thanks of one person to another, both made if they are missing; shown to everybody with `isPublic`. */
export async function buildThanks(
  services: Services,
  { from, to, isPublic, ...said }: { from?: Two; to?: Two; text?: string; isPublic?: true } = {},
) {
  const [giver, receiver] = [from ?? (await buildUser()), to ?? (await buildUser())];
  const { id } = await giveThanks(services, {
    ...{ actor: acting('advocate', giver.id), toId: receiver.id },
    ...{ text: 'Your answer helped a shipper.', area: 'customer-service', ...said },
  });
  if (isPublic) await showThanks(services, { actor: acting('advocate', receiver.id), thanksId: id });
  return { id, from: giver, to: receiver };
}

/** Thanks as they are stored; null once they are deleted. */
export const storedThanks = (id: string) => Thanks.findById(id).lean();
