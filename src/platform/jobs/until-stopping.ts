/** Thrown out of work that is not waited for any more, as the process is about to end. */
export class Stopping extends Error {
  override name = 'Stopping';
}

/**
 * Waits for the work, but no longer once the process is about to end. The work is cut off somewhere then, as by a crash:
 * it must be such that the next start does it again and nothing is done twice.
 * @param grace milliseconds that work under way still gets, for what is better finished than cut off
 * @throws Stopping
 */
export async function untilStopping<T>(
  work: () => Promise<T>,
  stopping?: AbortSignal,
  grace = 0,
): Promise<T> {
  if (!stopping) return work();
  if (stopping.aborted) throw new Stopping();
  let stop = () => {};
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      timer = setTimeout(() => reject(new Stopping()), grace);
    };
  });
  stopping.addEventListener('abort', stop);
  const working = work();
  // What becomes of it after that interests nobody.
  working.catch(() => undefined);
  try {
    return await Promise.race([working, stopped]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}
