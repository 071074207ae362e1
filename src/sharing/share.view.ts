import type { OpenedShare } from './get-share.js';
import { networkOf, withLink } from './networks.js';
import { hasDisclosure } from './suggested-copy.js';

/** What the page of an opened share prints. `disclosure` is the guideline's wording, empty without a guideline. */
export function shareView(share: OpenedShare, disclosure: string) {
  const { label, icon, takesCaption } = networkOf(share.network);
  const pasted = share.composerUrl !== null && !takesCaption;
  return {
    ...share,
    label,
    icon,
    // A composer that asks for the caption has the link already.
    textToCopy: pasted ? share.caption : withLink(share.caption, share.trackedUrl),
    copyFirst: pasted && share.caption !== '',
    hint: `sharing.hint-${pasted ? 'paste' : 'filled'}`,
    newTab: !share.composerUrl?.startsWith('mailto:'),
    confirmed: share.status === 'confirmed',
    disclosureMissing: disclosure !== '' && !hasDisclosure(share.caption, disclosure),
    disclosure,
  };
}
