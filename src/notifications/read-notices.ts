import { NotFound } from '../platform/errors.js';
import { readId } from '../platform/data/object-id.js';
import { countedPage, type Place, type Total } from '../platform/data/paging.js';
import type { Services } from '../services.js';
import { authorize, findPeople, permits, type SignedIn } from '../people/index.js';
import type { NoticeKind } from './notice-kinds.js';
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

/** The kinds that somebody with these roles may see: one whose role ended sees no more what belonged to it. */
const namesFor = (roles: SignedIn['roles'], kinds: readonly NoticeKind[]): string[] =>
  kinds.filter((kind) => permits(roles, kind.for)).map(({ name }) => name);

/** How many notices this person has not read, `mostUnread` at most. */
export async function countUnread({ id, roles }: SignedIn, kinds: readonly NoticeKind[]): Promise<number> {
  const mine = { personId: id, readAt: null, kind: { $in: namesFor(roles, kinds) } };
  return PersonNotice.countDocuments(mine).limit(mostUnread);
}

/** One page of the actor's notices, newest first. @throws Forbidden */
export async function listNotices(
  _services: Services,
  { actor, kinds, page }: { actor: SignedIn; kinds: readonly NoticeKind[]; page: number },
): Promise<{ notices: NoticeView[]; unread: number } & Total & Place> {
  authorize(actor, 'read-own-notices', { ownerId: actor.id });
  const mine = { personId: actor.id, kind: { $in: namesFor(actor.roles, kinds) } };
  const count = (limit: number) => PersonNotice.countDocuments(mine, { limit });
  const [{ skip, ...place }, unread] = await Promise.all([
    countedPage(page, { size: noticesAPage, count }),
    countUnread(actor, kinds),
  ]);
  const found = await PersonNotice.find(mine)
    .sort({ at: -1, _id: -1 })
    .skip(skip)
    .limit(noticesAPage)
    .lean<StoredNotice[]>();
  return { notices: await withNames(found), unread, ...place };
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

/** Marks the actor's notices as read that were stored when they opened their page. @throws Forbidden */
export async function readAllNotices(
  { clock }: Services,
  { actor, upTo }: { actor: SignedIn; upTo: Date },
): Promise<void> {
  const personId = actor.id;
  authorize(actor, 'read-own-notices', { ownerId: personId });
  await PersonNotice.updateMany(
    { personId, readAt: null, storedAt: { $lte: upTo } },
    { $set: { readAt: clock.now() } },
  );
}
