import { pictureOf, type StoredPictures } from '../files/index.js';
import type { OfferedPost } from '../posts/index.js';
import type { Guideline } from '../guidelines/index.js';
import { countText } from './count-text.js';
import { networkNames, networkByName, networkLabel, type NetworkName } from './networks.js';
import { copiesInOwnOrder, withDisclosure } from './suggested-copy.js';

/** The captions that a person can choose from, in their own order. */
export function captionsFor(personId: string, post: OfferedPost, guideline: Guideline | null): string[] {
  const disclosure = guideline?.disclosure ?? '';
  const copies = copiesInOwnOrder(post.suggestedCopy, personId, post.id);
  return copies.map((copy) => withDisclosure(copy, disclosure));
}

/** The post's own data on its page. */
export const postView = (post: OfferedPost, pictures: StoredPictures) => ({
  id: post.id,
  picture: pictureOf(post, pictures),
  title: post.title,
  link: post.link,
  host: new URL(post.link).host.replace(/^www\./, ''),
  summary: post.summary,
  language: post.language,
  topic: post.topic?.name ?? '',
  level: `common.level-${post.level}`,
  lastDay: post.lastDay,
});

/** The tiles of the network picker. `exampleUrl` is as long as a tracked link, to count characters. */
export const networkTiles = (shared: NetworkName[], chosen: unknown, exampleUrl: string, locale: string) =>
  networkNames.map((name) => {
    const { icon, textLimit, counts, linkCounts } = networkByName(name);
    return {
      name,
      label: networkLabel(name, locale),
      icon,
      textLimit,
      counts,
      linkLength: linkCounts ?? countText[counts](exampleUrl),
      checked: name === chosen,
      shared: shared.includes(name),
    };
  });

/** The suggestions next to the form, each with a link that fills it in. */
export const otherCaptions = (postId: string, captions: string[], chosen: number) =>
  captions
    .map((text, index) => ({ text, href: `/posts/${postId}?copy=${index + 1}#caption`, place: index + 1 }))
    .filter(({ place }) => place !== chosen);
