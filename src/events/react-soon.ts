import type { Services } from '../services.js';
import { whenPublished } from './publish-events.js';
import { react } from './react.js';
import type { Reaction } from './reaction.js';

/**
 * Runs reactions as soon as this process has published events; the job runs what this leaves. Returns how to end it,
 * which waits for the reaction that runs.
 */
export function reactSoon(services: Services, reactions: readonly Reaction[]): () => Promise<void> {
  const stopping = new AbortController();
  let running: Promise<unknown> | undefined;
  let isAskedAgain = false;
  const run = async () => {
    do {
      isAskedAgain = false;
      await react(services, reactions, stopping.signal);
    } while (isAskedAgain && !stopping.signal.aborted);
  };
  whenPublished(() => {
    isAskedAgain = true;
    running ??= run()
      .catch((error: unknown) =>
        services.log.warn({ event: 'events.reactions-wait', err: error }, 'reactions wait for their job'),
      )
      .finally(() => (running = undefined));
  });
  return async () => {
    whenPublished(undefined);
    stopping.abort();
    await running;
  };
}
