import { readUrl } from '../platform/net/read-url.js';
import { InvalidInput } from '../platform/errors.js';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { sharingLabels, type SharingSource } from './dimensions.js';
import { linkAddress } from './link-address.js';
import { newSlug } from './slug.js';
import { targetProblem } from './target-problem.js';
import { TrackedLink } from './tracked-link.model.js';

export interface NewTrackedLink {
  /** An http or https address. */
  target: string;
  shareId: string;
  /** Its `utm_campaign`. */
  campaign: string;
  /** Its other tags; null: the network, and `social`. */
  utm?: { source: string; medium: string } | null;
  labels: SharingSource;
  /** The post's revision that the target comes from. */
  appliedRevision?: number;
}

/**
 * Returns the tracked link of a share, and creates it if there is none. An existing link keeps its target.
 * @throws InvalidInput when the target is no http(s) address, or on a host that the organization does not allow
 */
export async function createTrackedLink(
  services: Services,
  input: NewTrackedLink,
): Promise<{ id: string; slug: string; url: string }> {
  const { shareId, campaign, utm = null, appliedRevision = 0 } = input;
  const labels = sharingLabels(input.labels);
  const target = parseTarget(input.target);
  const problem = await targetProblem(target);
  if (problem) throw new InvalidInput({ target: problem });
  // A duplicate is either the same share made at the same moment or a slug that is taken: look again.
  const link = await upsertAgain(async () => (await TrackedLink.findOne({ shareId }).lean()) ?? insert());
  return { id: link._id.toString(), slug: link.slug, url: linkAddress(services, link.slug) };

  // An upsert, because only an update can ask for the database's own time.
  function insert() {
    const createdAt = services.clock.now();
    const made = { slug: newSlug(), target, campaign, utm, labels, appliedRevision, createdAt };
    return TrackedLink.findOneAndUpdate(
      { shareId },
      { $setOnInsert: made, $currentDate: { changedAt: true } },
      { upsert: true, returnDocument: 'after' },
    ).lean();
  }
}

function parseTarget(target: string): string {
  const url = readUrl(target);
  if (!url || !/^https?:$/.test(url.protocol)) throw new InvalidInput({ target: 'links.target-not-http' });
  return url.href;
}
