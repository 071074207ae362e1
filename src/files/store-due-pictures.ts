import { Types } from 'mongoose';
import pMap from 'p-map';
import { changeClaimed, claimDue, eachClaimed, giveBack } from '../platform/data/claim.js';
import { sumOf } from '../platform/data/sums.js';
import { Busy } from '../platform/errors.js';
import { keyedHash } from '../platform/http/secret.js';
import { TooComplex } from '../platform/jobs/parse-process.js';
import { FetchFailed } from '../platform/net/fetcher.js';
import type { Services } from '../services.js';
import { encodeApart } from './picture-process.js';
import { deletePictureFiles, writePictureFiles } from './picture-files.js';
import { hasRoom, warnOfLittleRoom } from './picture-room.js';
import { Picture, type ClaimedPicture } from './picture.model.js';

/** Most of the time a fetch waits. Encoding is one by one, in its own process. */
const atOnce = 4;
const hour = 60 * 60 * 1000;
/** Long enough for any attempt: should this process end meanwhile, the picture is due again after it. */
const leaseMs = 5 * 60 * 1000;
/** How long after each failed attempt it is tried again; after the last it is not. */
const waits = [hour, 6 * hour, 24 * hour];
const noRoomWait = 24 * hour;
/** Problems of the way there, which may pass. */
const passing = ['unreachable', 'timeout', 'broken-answer', 'status', 'busy', 'no-room', 'ours'];

/** Thrown when a picture can't be stored; `problem` says why. */
class NotStored extends Error {
  override name = 'NotStored';
  constructor(readonly problem: string) {
    super(`A picture was not stored: ${problem}`);
  }
}

/** Fetches and stores every picture that is due, several at a time. Returns how many. Ends early once `stopping`. */
export async function storeDuePictures(services: Services, stopping?: AbortSignal): Promise<number> {
  // No more than begin at once: the lease of one that waits would run out.
  const claim = () =>
    claimDue<ClaimedPicture>(services, Picture, { where: {}, ...{ leaseMs, most: atOnce } });
  const store = (picture: ClaimedPicture) => storeOne(services, picture, stopping);
  const claimed = eachClaimed(services, Picture, claim, stopping);
  const done = await pMap(claimed, store, { concurrency: atOnce });
  if (done.length) await warnOfLittleRoom(services);
  return done.length;
}

async function storeOne(services: Services, picture: ClaimedPicture, stopping?: AbortSignal): Promise<void> {
  try {
    // Where the process ended in each attempt, the picture may be why.
    if (picture.tries > waits.length + 1) throw new NotStored('given-up');
    if (!(await hasRoom(1))) throw new NotStored('no-room');
    await deletePictureFiles(picture.fileIds);
    const { hash, sizes } = await fetchPicture(services, picture.address, stopping);
    await storeFiles(picture, nameOf(services, hash), sizes);
  } catch (error) {
    // The process ends: the picture is not to blame.
    if (stopping?.aborted) await giveBack(services, Picture, [picture]);
    else await noteProblem(services, picture, error);
  }
}

async function fetchPicture(services: Services, address: string, stopping?: AbortSignal) {
  const accept = 'image/avif,image/webp,image/png,image/jpeg,image/gif';
  const { status, body } = await services.fetcher(address, { accept }, stopping);
  if (status === 404 || status === 410) throw new NotStored('gone');
  if (status !== 200) throw new NotStored(status >= 500 || status === 429 ? 'status' : 'refused');
  const encoded = await encodeApart(body);
  if ('problem' in encoded) throw new NotStored(encoded.problem);
  return encoded;
}

/** Of the same picture always the same, and known to nobody who only has the picture. */
const nameOf = ({ env }: Services, hash: string): string =>
  Buffer.from(keyedHash(env, 'picture', hash), 'base64url')
    .toString('hex')
    .slice(0, 32);

async function storeFiles(
  picture: ClaimedPicture,
  hash: string,
  sizes: { width: number; body: Uint8Array }[],
) {
  const bytes = sumOf(sizes.map(({ body }) => body.length));
  if (!(await hasRoom(bytes))) throw new NotStored('no-room');
  const files = sizes.map((size) => ({ ...size, id: new Types.ObjectId() }));
  const fileIds = files.map(({ id }) => id);
  // Named before they are written, so that what an interrupted attempt leaves is found.
  if (!(await changeClaimed(Picture, picture, { $set: { fileIds } }))) return;
  await writePictureFiles(hash, files);
  const stored = { state: 'stored', dueAt: null, claim: null, problem: null, hash, bytes } as const;
  // Deleted meanwhile, or taken by another after a long pause.
  if (!(await changeClaimed(Picture, picture, { $set: stored }))) await deletePictureFiles(fileIds);
}

async function noteProblem(services: Services, picture: ClaimedPicture, error: unknown): Promise<void> {
  const problem = problemOf(error);
  if (problem === 'ours')
    services.log.error(
      { event: 'picture.failed', err: error, pictureId: picture._id },
      'a picture was not stored',
    );
  const wait = problem === 'no-room' ? noRoomWait : passing.includes(problem) && waits[picture.tries - 1];
  const now = services.clock.now().getTime();
  await changeClaimed(Picture, picture, {
    $set: {
      problem,
      claim: null,
      ...(wait ? { dueAt: new Date(now + wait) } : { state: 'failed', dueAt: null }),
      ...(problem === 'no-room' && { tries: 0 }),
    },
  });
}

function problemOf(error: unknown): string {
  if (error instanceof NotStored || error instanceof FetchFailed) return error.problem;
  if (error instanceof Busy) return 'busy';
  return error instanceof TooComplex ? 'too-complex' : 'ours';
}
