import { countBytes, countText } from '../../public/js/count-text.js';
import { pictureOf, type StoredPictures } from '../files/index.js';
import type { OfferedPost } from '../posts/index.js';
import {
  limitOf,
  networkByName,
  networkLabel,
  networkNames,
  type Network,
  type NetworkName,
  type OwnLimits,
} from './networks.js';
import { copiesInOwnOrder, withoutDisclosure } from './suggested-copy.js';

/** The captions that a person can choose from, in their own order, without the disclosure that begins them. */
export function captionsFor(personId: string, post: OfferedPost, disclosure: string): string[] {
  const copies = copiesInOwnOrder(post.suggestedCopy, personId, post.id);
  return copies.map((copy) => withoutDisclosure(copy, disclosure));
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
  topic: post.topic,
  lastDay: post.lastDay,
});

/**
 * The networks to choose from: the usual ones in sight, and the others folded. The chosen one is always in sight.
 * `exampleUrl` is as long as a tracked link, to count characters.
 */
export function networkChoices({
  usual,
  shared,
  chosen,
  exampleUrl,
  limits,
  locale,
}: {
  usual: NetworkName[];
  shared: NetworkName[];
  chosen: NetworkName;
  exampleUrl: string;
  limits: OwnLimits;
  locale: string;
}) {
  const choice = (name: NetworkName) => {
    const { icon, counts, linkCounts, byteLimit, takesCaption, composerUrl }: Network = networkByName(name);
    return {
      name,
      label: networkLabel(name, locale),
      icon,
      textLimit: limitOf(name, limits),
      counts,
      byteLimit: byteLimit ?? '',
      linkBytes: countBytes(exampleUrl),
      linkLength: linkCounts ?? countText[counts](exampleUrl),
      pastes: !takesCaption && composerUrl('', '', '') !== null,
      checked: name === chosen,
      shared: shared.includes(name),
    };
  };
  const inSight = usual.includes(chosen) ? usual : [chosen, ...usual.slice(0, -1)];
  return {
    chosen: choice(chosen),
    inSight: inSight.map(choice),
    more: networkNames.filter((name) => !inSight.includes(name)).map(choice),
  };
}
