import { authorize, type SignedIn } from '../people/index.js';
import { idFrom } from '../platform/http/tokens.js';
import { draftPost, postLanguages } from '../posts/index.js';
import { InvalidInput, NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Feed } from './feed.model.js';
import { InboxItem, nobodyDrafts } from './inbox-item.model.js';
import { shorten } from './plain-text.js';
import { draftsDropUtm, withoutUtm } from './publisher-utm.js';

/**
 * Makes a draft post from an inbox item, once. A second call returns the same post.
 * @throws Forbidden; NotFound; NotAllowedNow while somebody else is making it, when it was dismissed, or when its link can't
 *   be used
 */
export async function draftFromItem(
  services: Services,
  { actor, itemId }: { actor: SignedIn; itemId: string },
): Promise<{ postId: string; isNew: boolean }> {
  authorize(actor, 'draft-posts');
  const now = services.clock.now();
  const item = await InboxItem.findOneAndUpdate(
    {
      _id: itemId,
      status: 'new',
      ...nobodyDrafts(now),
    },
    { $set: { draftingSince: now } },
  ).lean();
  if (!item) return { postId: await postOf(itemId), isNew: false };
  try {
    const feed = item.feedId && (await Feed.findById(item.feedId, { publisherUtm: 1 }).lean());
    const link = draftsDropUtm(item.feedId, feed) ? withoutUtm(item.link) : item.link;
    const draft = { id: draftIdOf(itemId), actor, ...draftOf({ ...item, link }) };
    const { id, isNew } = await draftPost(services, draft);
    await InboxItem.updateOne({ _id: itemId }, { $set: { status: 'used', postId: id, draftingSince: null } });
    return { postId: id, isNew };
  } catch (error) {
    await InboxItem.updateOne({ _id: itemId, status: 'new' }, { $set: { draftingSince: null } });
    // The item can't be edited here, so the problem of its link is the reason.
    const wrongLink = error instanceof InvalidInput && error.fields.link;
    throw wrongLink ? new NotAllowedNow(wrongLink) : error;
  }
}

/** The draft's id is derived from the item's, so that a retry after any failure finds the same draft. */
function draftIdOf(itemId: string): string {
  return idFrom(`draft of ${itemId}`);
}

async function postOf(itemId: string): Promise<string> {
  const item = await InboxItem.findById(itemId).lean();
  if (!item) throw new NotFound();
  if (item.postId) return item.postId;
  throw new NotAllowedNow(item.status === 'dismissed' ? 'sources.was-dismissed' : 'sources.being-drafted');
}

interface Found {
  title: string;
  link: string;
  summary?: string | null;
  imageUrl?: string | null;
  language?: string | null;
}

/** The first values of a draft. The title is the first suggested copy, for the editor to improve. */
function draftOf({ title, link, summary, imageUrl, language }: Found) {
  const spoken = postLanguages.find((known) => known === new Intl.Locale(language ?? 'und').language);
  return {
    title: shorten(title, 160),
    link,
    summary: summary ?? '',
    imageUrl: imageUrl ?? null,
    suggestedCopy: [title],
    ...(spoken && { language: spoken }),
  };
}
