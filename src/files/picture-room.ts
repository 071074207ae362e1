import { noticesOf, pendingNotice } from '../platform/data/pending-notices.js';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { Picture, PictureRoom } from './picture.model.js';

/** Bytes that all pictures may take. */
export const mostBytes = 2 * 1024 ** 3;

const warnAt = 0.8;
/** Below this the next warning is a new one. */
const quietBelow = 0.7;

export const pictureNotices = noticesOf(PictureRoom);

async function usedBytes(): Promise<number> {
  const [sum] = await Picture.aggregate<{ bytes: number }>([
    { $match: { state: 'stored' } },
    { $group: { _id: null, bytes: { $sum: '$bytes' } } },
  ]);
  return sum?.bytes ?? 0;
}

export interface PictureRoomState {
  used: number;
  most: number;
  /** True when so much is taken that admins are warned. */
  isLittle: boolean;
}

/** How much of their room pictures take. */
export async function readPictureRoom(): Promise<PictureRoomState> {
  const used = await usedBytes();
  return { used, most: mostBytes, isLittle: used / mostBytes >= warnAt };
}

/** True while so many bytes more can be stored. */
export const hasRoom = async (bytes: number): Promise<boolean> => (await usedBytes()) + bytes <= mostBytes;

/** Mails all admins when four fifths of the room are taken, once until there is more room again. */
export async function warnOfLittleRoom(services: Services): Promise<void> {
  const share = (await usedBytes()) / mostBytes;
  const _id = 'room';
  if (share < quietBelow) await PictureRoom.updateOne({ _id, isWarned: true }, { $set: { isWarned: false } });
  if (share < warnAt) return;
  await upsertAgain(() =>
    PictureRoom.updateOne({ _id }, { $setOnInsert: { isWarned: false } }, { upsert: true }),
  );
  const notice = pendingNotice(services, {
    word: 'files.notice-room',
    values: { percent: String(Math.floor(share * 100)) },
  });
  await PictureRoom.updateOne(
    { _id, isWarned: false },
    { $set: { isWarned: true }, $push: { pendingNotices: notice } },
  );
}
