import type { Services } from '../services.js';
import { holdDueDocuments } from './hold-documents.js';
import { runReactions } from './run-reactions.js';
import type { Reaction } from './reaction.js';

/** The names of the reactions to a type of event. */
export const reactionsTo =
  (reactions: readonly Reaction[]) =>
  (type: string): string[] =>
    reactions.filter(({ to }) => to.includes(type)).map(({ name }) => name);

/** How many documents a call works on at the same time: their writes share a flush of the disk. */
const documentsAtOnce = 16;
/** So many are taken together, so that finding and holding them costs little for each. */
const takenTogether = documentsAtOnce / 2;

/**
 * Runs the reactions of events that are due, some documents at a time, each document's events in order. Documents with an
 * urgent event go first, however many others wait. Returns how many events it finished.
 */
export async function react(
  services: Services,
  reactions: readonly Reaction[],
  stopping?: AbortSignal,
): Promise<number> {
  const urgent = [...new Set(reactions.flatMap((reaction) => reaction.urgent ?? []))];
  const running = new Set<Promise<unknown>>();
  let finished = 0;
  let failed: { error: unknown } | undefined;
  try {
    while (!stopping?.aborted && !failed) {
      const { areDue, held } = await holdDueDocuments(services, { urgent, most: takenTogether });
      for (const document of held) {
        const work = runReactions(services, reactions, document, stopping)
          .then((count) => (finished += count))
          .catch((error: unknown) => (failed ??= { error }))
          .finally(() => running.delete(work));
        running.add(work);
      }
      if (!areDue && !running.size) break;
      // A slow reaction holds back none of other documents, while there is room for them.
      while (running.size > (areDue ? documentsAtOnce - takenTogether : 0)) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
  }
  if (failed) throw failed.error;
  return finished;
}
