import { randomBytes } from 'node:crypto';

const ofProcess = randomBytes(5).toString('hex');
let count = randomBytes(3).readUIntBE(0, 3);
let [second, start] = [NaN, ''];

/**
 * A new ObjectId as text, as the driver would make it. Allocating a buffer for each was the most expensive part of
 * a visit.
 */
export function newHitId(at: Date): string {
  const now = Math.floor(at.getTime() / 1000);
  if (now !== second) [second, start] = [now, now.toString(16).padStart(8, '0') + ofProcess];
  count = (count + 1) % 0x1000000;
  return start + count.toString(16).padStart(6, '0');
}
