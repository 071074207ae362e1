import { confirmShare } from '../../src/sharing/confirm-share.js';
import type { Services } from '../../src/services.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import type { signedIn } from '../support/agent.js';

type Page = Awaited<ReturnType<typeof signedIn>>['page'];

/** The cells of the table with this caption, row by row, each as its text. */
export const rowsOf = (page: Page, caption: string): string[][] =>
  page('table')
    .filter((_, table) => page(table).children('caption').text() === caption)
    .find('tbody tr')
    .toArray()
    .map((row) =>
      page(row)
        .children()
        .toArray()
        .map((cell) => page(cell).text().trim()),
    );

/** A share that its advocate said to have posted. */
export async function buildPostedShare({
  services,
  ...overrides
}: Parameters<typeof buildShare>[0] & { services: Services }) {
  const share = await buildShare({ services, ...overrides });
  await confirmShare(services, { shareId: share.id, actor: acting('advocate', share.advocateId) });
  return share;
}
