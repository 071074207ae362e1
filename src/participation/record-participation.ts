import type { Reaction, StoredEvent } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { getShareFacts } from '../sharing/index.js';
import { Participation } from './participation.model.js';

/** Stores each preparing and posting as a row of its own. */
export const participationReaction: Reaction = {
  name: 'participation',
  to: ['share.prepared', 'share.posted', 'share.not-posted'],
  about: 'stores each preparing and posting of a share with what was true at that moment',
  run: recordParticipation,
};

/** What an event set a field to; undefined when it did not. */
const valueIn = (event: StoredEvent, path: string): unknown =>
  event.changes.find(([op, changed]) => op === 'set' && changed === path)?.[2];

/** Idempotent: the id of the event is that of the row. */
async function recordParticipation(_services: Services, event: StoredEvent): Promise<void> {
  const isPosting = event.type === 'share.posted';
  // It was confirmed too late to count as posted.
  if (isPosting && valueIn(event, 'posted') !== true) return;
  const row = event.type === 'share.prepared' ? await preparedRow(event) : await postedRow(event);
  // The sample organization was deleted with its shares.
  if (!row) return;
  await insertUnlessThere(() => Participation.create({ ...row, _id: event._id, at: event.at }));
}

async function preparedRow(event: StoredEvent) {
  const shareId = shareOf(event);
  const share = await getShareFacts(shareId);
  if (!share) return null;
  const facts = valueIn(event, 'preparing') as object;
  const caption = (valueIn(event, 'caption') as string | undefined) ?? '';
  return { kind: 'prepared' as const, shareId, ...share, ...facts, caption };
}

/**
 * A posting has the facts of the preparing before it, also when the share was prepared again since; and what revokes a
 * posting has the facts of that one.
 */
async function postedRow(event: StoredEvent) {
  const isRevoked = event.type === 'share.not-posted';
  const before = { $gt: `${event.of}/`, $lt: event._id };
  const known = await Participation.findOne({ _id: before, kind: isRevoked ? 'posted' : 'prepared' })
    .sort({ _id: -1 })
    .lean();
  const shareId = shareOf(event);
  const assumed = (name: string) => Participation.findById(`assumed/${shareId}/${name}`).lean();
  if (isRevoked) {
    const posting = known ?? (await assumed('posted'));
    return posting && { ...posting, kind: 'not-posted' as const, shareId, evidence: null };
  }
  // Prepared by an older release: what is known of the share itself.
  const facts = known ?? (await assumed('prepared')) ?? (await getShareFacts(shareId));
  const evidence = event.by ? ('confirmed' as const) : ('click' as const);
  return facts && { ...facts, kind: 'posted' as const, shareId, evidence };
}

const shareOf = ({ of }: StoredEvent): string => of.slice('share/'.length);
