import { insertNew } from '../platform/data/insert-new.js';
import type { Services } from '../services.js';
import { sharingLabels, type SharingSource } from './dimensions.js';
import { linkAddress } from './link-address.js';
import { newSlug } from './slug.js';
import { TrackedLink, type OffReason } from './tracked-link.model.js';

interface PastLink {
  shareId: string;
  campaign: string;
  utm: { source: string; medium: string } | null;
  labels: SharingSource;
  createdAt: Date;
  /** What the post says of its links now. */
  state: { revision: number; switchedOff?: OffReason | null; target: string };
}

/** Stores the tracked links of shares that were made in the past; returns them in the same order. */
export async function createPastLinks(
  services: Services,
  links: readonly PastLink[],
): Promise<{ id: string; slug: string; url: string }[]> {
  const changedAt = services.clock.now();
  const documents = links.map(({ shareId, campaign, utm, labels, createdAt, state }) => {
    const { revision: appliedRevision, switchedOff = null, target } = state;
    const { _id } = new TrackedLink();
    const made = { slug: newSlug(), target, campaign, utm, labels: sharingLabels(labels), appliedRevision };
    return { _id, shareId, ...made, createdAt, switchedOff, changedAt, __v: 0 };
  });
  await insertNew(TrackedLink, documents);
  return documents.map(({ _id, slug }) => ({ id: _id.toString(), slug, url: linkAddress(services, slug) }));
}
