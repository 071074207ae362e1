import { upsertAgain } from '../platform/data/duplicate-key.js';
import { Picture, pictureId } from './picture.model.js';

/** Asks for the pictures at these addresses to be fetched, each once; those that are known are left as they are. */
export async function wantPictures(addresses: (string | null | undefined)[], now: Date): Promise<void> {
  const wanted = [...new Set(addresses)].filter((address) => typeof address === 'string' && address !== '');
  if (!wanted.length) return;
  await upsertAgain(() =>
    Picture.bulkWrite(
      (wanted as string[]).map((address) => ({
        updateOne: {
          filter: { _id: pictureId(address) },
          update: {
            $set: { wantedAt: now },
            $setOnInsert: {
              address,
              state: 'waiting' as const,
              dueAt: now,
              attempts: 0,
              fileIds: [],
              bytes: 0,
            },
          },
          upsert: true,
        },
      })),
      { ordered: false },
    ),
  );
}
