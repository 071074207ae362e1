import { mailPictureOf, type StoredPictures } from '../files/index.js';
import type { Services } from '../services.js';
import type { OpenedShare } from './get-share.js';
import { networkByName, networkLabel, withLink, type Network } from './networks.js';

/** The page of a prepared share. */
export function shareView(
  services: Services,
  { post, ...share }: OpenedShare,
  { pictures, locale }: { pictures: StoredPictures; locale: string },
) {
  const { icon, takesCaption, needsPicture }: Network = networkByName(share.network);
  const pasted = share.composerUrl !== null && !takesCaption;
  return {
    ...share,
    label: networkLabel(share.network, locale),
    icon,
    // As in mails: networks take no drawing of lines and areas.
    picture: needsPicture ? mailPictureOf(services, post, pictures) : null,
    // A composer where the caption is pasted has the link already, and under a picture no link can be opened.
    textToCopy: pasted || needsPicture ? share.caption : withLink(share.caption, share.trackedUrl),
    copyFirst: pasted && share.caption !== '',
    hint: `sharing.hint-${pasted ? 'paste' : 'filled'}`,
    newTab: !share.composerUrl?.startsWith('mailto:'),
    confirmed: share.status === 'confirmed',
  };
}
