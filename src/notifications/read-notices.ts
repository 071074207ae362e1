import { NotFound } from '../platform/errors.js';
import { readId } from '../platform/data/object-id.js';
import { pageOf, type Place } from '../platform/data/paging.js';
import type { Services } from '../services.js';
import { authorize, findPeople, type SignedIn } from '../people/index.js';
import { PersonNotice, type StoredNotice } from './notice.model.js';

const noticesAPage = 30;
/** The bell says “99+” beyond this, and nothing is counted further. */
export const mostUnread = 100;

/** A notice as its reader sees it. */
export interface NoticeView {
  id: string;
  kind: string;
  at: Date;
  isNew: boolean;
  /** With `name`, the name of whose doing it was; empty if nobody's, or if they are gone. */
  values: Record<string, string | number>;
  path: string;
}

/** How many notices this person has not read, `mostUnread` at most. */
export async function countUnread(personId: string): Promise<number> {
  return PersonNotice.countDocuments({ personId, readAt: null }).limit(mostUnread);
}

/** One page of the actor's notices, newest first. @throws Forbidden */
export async function listNotices(
  _services: Services,
  { actor, page }: { actor: SignedIn; page: number },
): Promise<{ notices: NoticeView[]; total: number; unread: number } & Place> {
  const personId = actor.id;
  authorize(actor, 'read-own-notices', { ownerId: personId });
  const [total, unread] = await Promise.all([
    PersonNotice.countDocuments({ personId }),
    countUnread(personId),
  ]);
  const { skip, ...place } = pageOf(page, { total, size: noticesAPage });
  const found = await PersonNotice.find({ personId })
    .sort({ at: -1, _id: -1 })
    .skip(skip)
    .limit(noticesAPage)
    .lean<StoredNotice[]>();
  return { notices: await withNames(found), total, unread, ...place };
}

/** These notices with the names of those who caused them. */
export async function withNames(found: StoredNotice[]): Promise<NoticeView[]> {
  const people = await findPeople([...new Set(found.flatMap(({ by }) => (by ? [by.toString()] : [])))]);
  return found.map(({ _id, kind, at, readAt, by, values, path }) => ({
    id: _id.toString(),
    kind,
    at,
    isNew: !readAt,
    values: {
      ...(values as Record<string, string | number>),
      name: (by && people.get(by.toString())?.name) ?? '',
    },
    path,
  }));
}

/** Marks one of the actor's notices as read, and returns the page that it leads to. @throws Forbidden; NotFound */
export async function openNotice(
  { clock }: Services,
  { actor, id }: { actor: SignedIn; id: string },
): Promise<string> {
  const _id = readId(id);
  const found = await PersonNotice.findById(_id, { personId: 1, path: 1, readAt: 1 }).lean();
  authorize(actor, 'read-own-notices', { ownerId: found?.personId });
  if (!found) throw new NotFound();
  if (!found.readAt) await PersonNotice.updateOne({ _id }, { $set: { readAt: clock.now() } });
  return found.path;
}

/** Marks the actor's notices as read, up to and including the newest that their page showed. @throws Forbidden */
export async function readAllNotices(
  { clock }: Services,
  { actor, upTo }: { actor: SignedIn; upTo: Date },
): Promise<void> {
  const personId = actor.id;
  authorize(actor, 'read-own-notices', { ownerId: personId });
  await PersonNotice.updateMany(
    { personId, readAt: null, at: { $lte: upTo } },
    { $set: { readAt: clock.now() } },
  );
}
