/** Thrown by `untilStopping` when the process is about to end. */
export class Stopping extends Error {
  override name = 'Stopping';
}

/**
 * Waits for the work, but not when the process is about to end. The work may then be interrupted anywhere, as by a
 * crash, so it must be safe to repeat at the next start.
 * @param grace milliseconds that work in progress still gets, if finishing it is better than repeating it
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
  // Its later result is ignored.
  working.catch(() => undefined);
  try {
    return await Promise.race([working, stopped]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}
