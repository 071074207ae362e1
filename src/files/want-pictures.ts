import { upsertAgain } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { Picture, pictureId } from './picture.model.js';

/**
 * Asks for the pictures at these addresses to be fetched: those that are new, and those that could not be stored
 * before. It never fails, because what asks has been stored already and `reconcile-pictures` asks again.
 */
export async function wantPictures(
  { clock, log }: Services,
  addresses: (string | null | undefined)[],
): Promise<void> {
  const wanted = [...new Set(addresses)].filter((address) => typeof address === 'string' && address !== '');
  if (!wanted.length) return;
  try {
    await ask(wanted as string[], clock.now());
  } catch (error) {
    log.error({ event: 'picture.failed', err: error }, 'pictures were not asked for');
  }
}

async function ask(wanted: string[], now: Date): Promise<void> {
  const due = { state: 'waiting', dueAt: now, tries: 0 } as const;
  await upsertAgain(() =>
    Picture.bulkWrite(
      wanted.map((address) => ({
        updateOne: {
          filter: { _id: pictureId(address) },
          update: { $set: { wantedAt: now }, $setOnInsert: { address, ...due, fileIds: [], bytes: 0 } },
          upsert: true,
        },
      })),
      { ordered: false },
    ),
  );
  // A picture whose deletion was interrupted waits as well, but is not due.
  const _id = { $in: wanted.map(pictureId) };
  await Picture.updateMany(
    { _id, dueAt: null, state: { $ne: 'stored' } },
    { $set: { ...due, problem: null } },
  );
}
