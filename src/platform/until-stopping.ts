/** Thrown out of work that is not waited for any more, as the process is about to end. */
export class Stopping extends Error {
  override name = 'Stopping';
}

/**
 * Waits for the work, but no longer once the process is about to end. The work is cut off somewhere then, as by a crash:
 * it must be such that the next start does it again and nothing is done twice.
 * @throws Stopping
 */
export async function untilStopping<T>(work: () => Promise<T>, stopping?: AbortSignal): Promise<T> {
  if (!stopping) return work();
  if (stopping.aborted) throw new Stopping();
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Stopping());
  });
  stopping.addEventListener('abort', stop);
  const working = work();
  // What becomes of it after that interests nobody.
  working.catch(() => undefined);
  try {
    return await Promise.race([working, stopped]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
