import type { OpenedShare } from './get-share.js';
import { networkByName, networkLabel, withLink } from './networks.js';

/** The page of a prepared share. */
export function shareView(share: OpenedShare, locale: string) {
  const { icon, takesCaption } = networkByName(share.network);
  const pasted = share.composerUrl !== null && !takesCaption;
  return {
    ...share,
    label: networkLabel(share.network, locale),
    icon,
    // A composer where the caption is pasted has the link already.
    textToCopy: pasted ? share.caption : withLink(share.caption, share.trackedUrl),
    copyFirst: pasted && share.caption !== '',
    hint: `sharing.hint-${pasted ? 'paste' : 'filled'}`,
    newTab: !share.composerUrl?.startsWith('mailto:'),
    confirmed: share.status === 'confirmed',
  };
}
