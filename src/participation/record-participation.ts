import type { Reaction, StoredEvent } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { getShareFacts } from '../sharing/index.js';
import { Participation } from './participation.model.js';

/** Stores each preparing and posting as a row of its own. */
export const participationReaction: Reaction = {
  name: 'participation',
  to: ['share.prepared', 'share.posted'],
  about: 'stores each preparing and posting of a share with what was true at that moment',
  run: recordParticipation,
};

/** What an event set a field to; undefined when it did not. */
const valueIn = (event: StoredEvent, path: string): unknown =>
  event.changes.find(([op, changed]) => op === 'set' && changed === path)?.[2];

/** Idempotent: the id of the event is that of the row. */
async function recordParticipation(_services: Services, event: StoredEvent): Promise<void> {
  const shareId = event.of.slice('share/'.length);
  const share = await getShareFacts(shareId);
  // A sample organization that was made again.
  if (!share) return;
  const isPosting = event.type === 'share.posted';
  // It was confirmed too late to count as posted.
  if (isPosting && valueIn(event, 'posted') !== true) return;
  const { preparing, ...fixed } = share;
  const facts = (isPosting ? preparing : valueIn(event, 'preparing')) as typeof preparing;
  await insertUnlessThere(() =>
    Participation.create({
      _id: event._id,
      kind: isPosting ? 'posted' : 'prepared',
      shareId,
      ...fixed,
      ...facts,
      at: event.at,
      day: facts?.day ?? fixed.day,
      ...(isPosting && { evidence: event.by ? 'confirmed' : 'click' }),
      ...(!isPosting && { caption: (valueIn(event, 'caption') as string | undefined) ?? fixed.caption }),
    }),
  );
}
