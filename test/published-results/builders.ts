import { type NetworkName } from '../../src/sharing/index.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { updateDailyStatistics } from '../../src/statistics/index.js';
import { publishDueWeeks } from '../../src/published-results/index.js';
import { buildClick } from '../clicks/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';
import { createTestServices } from '../support/services.js';

interface Sharing {
  /** When it was shared and clicked. */
  at: string;
  postId: string;
  advocateId: string;
  network?: NetworkName;
  visitors?: number;
}

/** Somebody posts a share, and so many visitors come at once. */
export async function buildSharing({ at, visitors = 2, ...share }: Sharing) {
  const services = createTestServices();
  services.setNow(at);
  const made = await buildShare({ services, ...share });
  await confirmShare(services, { shareId: made.id, actor: acting('advocate', made.advocateId) });
  for (let n = 0; n < visitors; n += 1) await buildClick({ slug: made.slug, at });
  return made;
}

/** So many people, of a team if one is given. */
export const buildPeople = (count: number, of: { teamId?: string } = {}) =>
  Promise.all(Array.from({ length: count }, async () => (await buildUser(of)).id));

/** Counts what there is and publishes every week that is due at this moment. */
export async function publishAt(at: string): Promise<void> {
  const services = createTestServices();
  services.setNow(at);
  await updateDailyStatistics(services);
  await publishDueWeeks(services);
}
