import { setTimeout as wait } from 'node:timers/promises';
import { isDatabaseAway } from '../platform/data/database-away.js';

const pauses = [50, 200, 800, 2_000];

/** Repeats a write while no answer comes, five times at most. The caller must find out whether an earlier one was made. */
export async function untilAnswered<T>(write: () => Promise<T>, times = 0): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDatabaseAway(error) || times === pauses.length) throw error;
    await wait(pauses[times]);
    return untilAnswered(write, times + 1);
  }
}
