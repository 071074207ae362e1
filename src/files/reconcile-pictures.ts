import type { Services } from '../services.js';
import { deletePictureFiles } from './picture-files.js';
import { Picture, pictureId } from './picture.model.js';
import { wantPictures } from './want-pictures.js';

/** A place that shows pictures: the addresses of all that it shows now. */
export type PictureUse = () => AsyncIterable<string>;

const atOnce = 500;

/** Asks for pictures that are in use and unknown, and deletes those that nothing uses. Ends early once `stopping`. */
export async function reconcilePictures(
  services: Services,
  uses: PictureUse[],
  stopping?: AbortSignal,
): Promise<void> {
  const began = services.clock.now();
  const used = new Set<string>();
  let missing: string[] = [];
  for (const use of uses)
    for await (const address of use()) {
      if (stopping?.aborted) return;
      const id = pictureId(address);
      if (used.has(id)) continue;
      used.add(id);
      missing.push(address);
      if (missing.length < atOnce) continue;
      await wantUnknown(services, missing);
      missing = [];
    }
  await wantUnknown(services, missing);
  // What somebody asked for meanwhile may be used by what the list did not see.
  const earlier = Picture.find({ wantedAt: { $lt: began } }, { _id: 1 })
    .lean()
    .cursor();
  for await (const { _id } of earlier) {
    if (stopping?.aborted) return;
    if (!used.has(_id)) await deletePicture(_id, began);
  }
}

async function wantUnknown(services: Services, addresses: string[]): Promise<void> {
  const ids = addresses.map(pictureId);
  const interrupted = { state: 'waiting', dueAt: null } as const;
  const found = await Picture.find({ _id: { $in: ids }, $nor: [interrupted] }, { _id: 1 }).lean();
  const known = new Set(found.map(({ _id }) => _id));
  await wantPictures(
    services,
    addresses.filter((address) => !known.has(pictureId(address))),
  );
}

/** The files first: should the process end in between, the picture is still found. */
async function deletePicture(_id: string, began: Date): Promise<void> {
  const unwanted = { _id, wantedAt: { $lt: began } };
  const off = { state: 'waiting', dueAt: null, claim: null, hash: null, bytes: 0 } as const;
  // Its files as they are now: it may have been stored since the list was begun.
  const found = await Picture.findOneAndUpdate(unwanted, { $set: off }, { returnDocument: 'after' }).lean();
  if (!found) return;
  await deletePictureFiles(found.fileIds);
  const { deletedCount } = await Picture.deleteOne(unwanted);
  // Asked for in this moment: it is fetched again.
  if (!deletedCount) await Picture.updateOne({ _id }, { $set: { dueAt: began, tries: 0, fileIds: [] } });
}
