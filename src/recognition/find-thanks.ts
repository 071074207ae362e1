import type { ValueArea } from '../organization/index.js';
import { authorize, findActivePeople, type SignedIn } from '../people/index.js';
import { pageOf, type Place } from '../platform/data/paging.js';
import { NotFound } from '../platform/errors.js';
import { findPosts } from '../posts/index.js';
import { Thanks, type StoredThanks } from './thanks.model.js';

export interface ThanksView {
  id: string;
  /** Names; null of somebody who has left. */
  from: string | null;
  to: string | null;
  text: string;
  area: ValueArea;
  at: Date;
  status: StoredThanks['status'];
  /** Why an admin removed it; empty if nobody did. */
  reason: string;
}

interface ThanksPage extends Place {
  thanks: ThanksView[];
  total: number;
}

const pageSize = 20;

async function asViews(stored: StoredThanks[]): Promise<ThanksView[]> {
  const people = await findActivePeople(stored.flatMap(({ fromId, toId }) => [String(fromId), String(toId)]));
  const nameOf = (id: StoredThanks['fromId']) => people.get(id.toString())?.name ?? null;
  return stored.map(({ _id, fromId, toId, text, area, at, status, reason }) => ({
    ...{ id: _id.toString(), from: nameOf(fromId), to: nameOf(toId), text, area, at, status },
    reason: reason ?? '',
  }));
}

/** Without those to people who left a moment ago, whose thanks are about to be hidden. */
const present = (thanks: ThanksView[]) => thanks.filter(({ to }) => to !== null);

/** A page of what everybody may see, the latest shown first. */
export async function listPublicThanks(wanted: number): Promise<ThanksPage> {
  const filter = { status: 'public' as const };
  const total = await Thanks.countDocuments(filter);
  const { skip, ...place } = pageOf(wanted, { total, size: pageSize });
  const stored = await Thanks.find(filter)
    .sort({ shownAt: -1, _id: -1 })
    .skip(skip)
    .limit(pageSize)
    .lean<StoredThanks[]>();
  return { thanks: present(await asViews(stored)), total, ...place };
}

/** One that everybody may see; null for any other. */
export async function findPublicThanks(thanksId: string): Promise<ThanksView | null> {
  const stored = await Thanks.findOne({ _id: thanksId, status: 'public' }).lean<StoredThanks | null>();
  return stored ? ((await asViews([stored]))[0] ?? null) : null;
}

/** One that this person got. @throws NotFound for any other, and when they are withdrawn */
export async function getGotThanks({
  actor,
  thanksId,
}: {
  actor: SignedIn;
  thanksId: string;
}): Promise<ThanksView> {
  const stored = await Thanks.findById(thanksId).lean<StoredThanks | null>();
  authorize(actor, 'manage-own-thanks', { ownerId: stored?.toId });
  if (stored!.status === 'withdrawn') throw new NotFound();
  return (await asViews([stored!]))[0]!;
}

/** The latest of what was shown to everybody since then and before `until`, and how many more there are; null for none. */
export async function latestPublicThanks(
  since: Date,
  until: Date,
): Promise<{ latest: ThanksView; more: number } | null> {
  const filter = { status: 'public' as const, shownAt: { $gte: since, $lt: until } };
  const stored = await Thanks.find(filter)
    .sort({ shownAt: -1, _id: -1 })
    .limit(pageSize)
    .lean<StoredThanks[]>();
  const [latest] = present(await asViews(stored));
  return latest ? { latest, more: (await Thanks.countDocuments(filter)) - 1 } : null;
}

const ownFilter = { got: 'toId', gave: 'fromId' } as const;

/** A page of the thanks that somebody got or gave, newest first, with the titles of the posts that they are about. */
export async function listOwnThanks({
  actor,
  way,
  page: wanted,
  size = pageSize,
}: {
  actor: SignedIn;
  way: keyof typeof ownFilter;
  page: number;
  size?: number;
}): Promise<Omit<ThanksPage, 'thanks'> & { thanks: (ThanksView & { post: string })[] }> {
  authorize(actor, 'manage-own-thanks', { ownerId: actor.id });
  const filter = { [ownFilter[way]]: actor.id, status: { $ne: 'withdrawn' as const } };
  const total = await Thanks.countDocuments(filter);
  const { skip, ...place } = pageOf(wanted, { total, size });
  const stored = await Thanks.find(filter)
    .sort(way === 'got' ? { at: -1 } : { day: -1, place: -1 })
    .skip(skip)
    .limit(size)
    .lean<StoredThanks[]>();
  const posts = await findPosts(stored.flatMap(({ postId }) => postId?.toString() ?? []));
  const views = await asViews(stored);
  const titleOf = ({ postId }: StoredThanks) => posts.get(String(postId))?.title ?? '';
  return {
    thanks: views.map((view, index) => ({ ...view, post: titleOf(stored[index]!) })),
    total,
    ...place,
  };
}
