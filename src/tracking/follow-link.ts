import type { Services } from '../services.js';
import type { Visit } from './describe-visit.js';
import { findTrackedLink } from './find-tracked-link.js';
import { recordVisit } from './record-click.js';
import { withUtm } from './utm.js';

export type Destination = { is: 'unknown' | 'withdrawn' } | { is: 'open'; location: string };

/**
 * Where a visitor of this slug is to go. The visit is recorded first; when that fails it is logged, and the
 * visitor goes on all the same.
 */
export async function followLink(
  services: Services,
  { slug, visit }: { slug: string; visit: () => Promise<Visit> },
): Promise<Destination> {
  const link = await findTrackedLink(slug);
  if (!link) return { is: 'unknown' };
  if (link.switchedOffAt) return { is: 'withdrawn' };
  try {
    await recordVisit(services, link, await visit());
  } catch (error) {
    services.log.error({ err: error, trackedLinkId: link._id.toString() }, 'a click was not recorded');
  }
  const { network } = link.labels;
  return { is: 'open', location: withUtm(link.target, { network, campaign: link.campaign, slug }) };
}
