import { Types } from 'mongoose';
import type { Reaction, StoredEvent } from '../events/index.js';
import { whoMay } from '../people/index.js';
import { systemClock } from '../platform/clock.js';
import { insertNew } from '../platform/data/insert-new.js';
import { idFrom } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import type { NewNotice, NoticeKind } from './notice-kinds.js';
import { recordMails } from './notice-mail.js';
import { PersonNotice, type StoredNotice } from './notice.model.js';

/** What is reported later than this is no news: its notice counts as read. */
const newsFor = 7 * 24 * 60 * 60 * 1_000;

/** How many notices are inserted at once. */
const atOnce = 500;

/** Something that happened to a document, of which people get a notice. */
interface Happened extends NewNotice {
  /** Identifies it: a second call for the same person changes nothing. */
  key: string;
  /** The document that it is about, as in events: `post/6a1…`. */
  about: string;
  /** Default: now. */
  at?: Date;
}

/**
 * Gives people a notice, and the mail that belongs to it: one for each person and key, however often it is called. Its id
 * is derived from both.
 */
export async function notify(
  services: Services,
  kind: NoticeKind,
  { key, about, at = services.clock.now(), to, by = null, values = {}, path }: Happened,
): Promise<void> {
  const isLate = services.clock.now().getTime() - at.getTime() > newsFor;
  const noticeFor = (personId: string): StoredNotice => ({
    _id: new Types.ObjectId(idFrom(`${kind.name} ${key} ${personId}`)),
    personId: new Types.ObjectId(personId),
    kind: kind.name,
    at,
    key,
    about,
    by: by ? new Types.ObjectId(by) : null,
    values,
    path,
    readAt: isLate ? at : null,
    storedAt: services.clock.now(),
    recordedAt: systemClock.now(),
  });
  let batch: StoredNotice[] = [];
  for await (const personId of to) {
    if (batch.push(noticeFor(personId)) < atOnce) continue;
    await store(batch);
    batch = [];
  }
  await store(batch);

  async function store(wanted: StoredNotice[]): Promise<void> {
    const readers = await whoMay(
      kind.for,
      wanted.map(({ personId }) => personId.toString()),
    );
    const notices = wanted.filter(({ personId }) => readers.has(personId.toString()));
    await insertNew(PersonNotice, notices);
    if (!isLate) await recordMails(services, kind, notices);
  }
}

interface Ended {
  about: string;
  /** Default: of everybody. */
  personId?: string;
  /** Only those of earlier events of the document; not the one with this id, which may have its notice already. */
  before?: string;
  /** All but those with this key. */
  except?: string;
}

/** Counts as read what is unread of this kind about a document: nothing is left to do. */
export async function endNotices(
  { clock }: Services,
  { name }: Pick<NoticeKind, 'name'>,
  { about, personId, before, except }: Ended,
): Promise<void> {
  await PersonNotice.updateMany(
    {
      ...{ about, kind: name, readAt: null },
      ...(personId && { personId }),
      ...(before && { key: { $lt: before } }),
      ...(except && { key: { $ne: except } }),
    },
    { $set: { readAt: clock.now() } },
  );
}

/** The reaction that makes notices from events, and ends them when there is nothing left to do. */
export function noticesReaction(kinds: readonly NoticeKind[]): Reaction {
  const run = async (services: Services, event: StoredEvent): Promise<void> => {
    for (const kind of kinds) {
      if (kind.until?.includes(event.type))
        await endNotices(services, kind, { about: event.of, before: event._id });
      if (!kind.events?.includes(event.type)) continue;
      const made = await kind.compose!(services, event);
      if (made)
        await notify(services, kind, {
          by: event.by?.toString() ?? null,
          about: event.of,
          ...made,
          key: event._id,
          at: event.at,
        });
    }
  };
  return {
    name: 'notices',
    to: [...new Set(kinds.flatMap(({ events = [], until = [] }) => [...events, ...until]))],
    urgent: kinds.filter(({ isUrgent }) => isUrgent).flatMap(({ events = [] }) => events),
    about: 'gives notices to those whom it concerns, and ends them when there is nothing left to do',
    run,
  };
}
