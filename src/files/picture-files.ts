import { finished } from 'node:stream/promises';
import mongoose, { Types } from 'mongoose';
import { pictureFile } from './picture-sizes.js';

const bucketName = 'pictures';
const database = () => mongoose.connection.db!;
const bucket = () => new mongoose.mongo.GridFSBucket(database(), { bucketName });

/** Stores a picture in its sizes, under these ids. */
export async function writePictureFiles(
  hash: string,
  files: { id: Types.ObjectId; width: number; body: Uint8Array }[],
): Promise<void> {
  for (const { id, width, body } of files) {
    const stream = bucket().openUploadStreamWithId(id, pictureFile(hash, width));
    stream.end(Buffer.from(body));
    await finished(stream);
  }
}

/** Null when there is none of this name, or only a part, as while it is being deleted. */
export async function readPictureFile(name: string): Promise<Buffer | null> {
  const [file] = await bucket().find({ filename: name }).limit(1).toArray();
  if (!file) return null;
  const chunks = await database()
    .collection<{ data: mongoose.mongo.Binary }>(`${bucketName}.chunks`)
    .find({ files_id: file._id })
    .sort({ n: 1 })
    .toArray();
  const body = Buffer.concat(chunks.map(({ data }) => data.buffer));
  return body.length === file.length ? body : null;
}

/** Deletes files, also those of which only a part was stored. */
export async function deletePictureFiles(ids: Types.ObjectId[]): Promise<void> {
  if (!ids.length) return;
  await database()
    .collection(`${bucketName}.files`)
    .deleteMany({ _id: { $in: ids } });
  await database()
    .collection(`${bucketName}.chunks`)
    .deleteMany({ files_id: { $in: ids } });
}
