import { authorize, type SignedIn } from '../people/index.js';
import { InvalidInput } from '../platform/errors.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import { getSource } from './get-source.js';
import { InboxItem } from './inbox-item.model.js';
import { linkSlot } from './item-identity.js';
import { storeEntries } from './store-entries.js';
import { parsePage } from './parse-apart.js';
import { SourceProblem } from './source-problem.js';
import { typedAddress } from './typed-address.js';

export interface ImportedPage {
  itemId: string;
  title: string;
  /** False when it was in the inbox already, from a feed or entered before. */
  isNew: boolean;
}

/**
 * Puts a web page into the inbox, or restores it if it was dismissed.
 * @throws Forbidden; InvalidInput for `url` when nothing can be fetched there, or it is not a web page
 */
export async function importPage(
  services: Services,
  input: { actor: SignedIn; url: string },
): Promise<ImportedPage> {
  authorize(input.actor, 'draft-posts');
  const typed = typedAddress(input.url);
  const entry = await openPage(services, typed).catch((error: unknown) => {
    throw error instanceof SourceProblem ? new InvalidInput({ url: error.reason }) : error;
  });
  const now = services.clock.now();
  const source = readableAddress(new URL(entry.link).hostname.replace(/^www\./, ''));
  const { added } = await storeEntries(services, [entry], { feedId: null, source, now });
  const item = await InboxItem.findOne({ slot: linkSlot(entry.link) }).lean();
  if (!item) throw new Error(`The inbox lost ${entry.link}`);
  await InboxItem.updateOne({ _id: item._id, status: 'dismissed' }, { $set: { status: 'new' } });
  return { itemId: item._id.toString(), title: item.title, isNew: added === 1 };
}

async function openPage(services: Services, url: string) {
  const source = await getSource(services, url);
  if (!source) throw new SourceProblem('sources.problem-page-empty');
  return parsePage(source);
}
