import { isSlug } from './slug.js';
import { TrackedLink, type TrackedLinkRecord } from './tracked-link.model.js';

/** The link with this slug; null when there is none. Never asks the database for what can't be a slug. */
export async function findTrackedLink(slug: string): Promise<TrackedLinkRecord | null> {
  return isSlug(slug) ? TrackedLink.findOne({ slug }).lean<TrackedLinkRecord>() : null;
}
