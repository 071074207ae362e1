import { organizationTimeZone } from '../organization/index.js';
import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import type { ExclusionReason } from './click-rules.js';
import { Click } from './click.model.js';
import type { Visit } from './describe-visit.js';
import { findLinkIds } from '../links/index.js';
import { describeHit, type Hit } from './hit.js';
import { daysAround, identifyVisitor } from './identify-visitor.js';
import { recordHits } from './record-hits.js';
import { earlierSaltOf, saltOf } from './visitor-salt.model.js';

export interface RecordedClick {
  counted: boolean;
  excludedBecause: ExclusionReason | null;
}

export interface NewClick {
  slug: string;
  visit: Visit;
  /** Who is signed in to the portal in this browser, if anybody. */
  personId?: string | undefined;
}

/**
 * Records one visit of a tracked link, now: as a click, or with the reason why it is excluded.
 * @throws NotFound when no link has this slug
 */
export async function recordClick(services: Services, click: NewClick): Promise<RecordedClick> {
  const [id] = await recordClicks(services, [{ ...click, at: services.clock.now() }]);
  const kept = await Click.findById(id).select({ counted: 1, excludedBecause: 1 }).lean();
  return { counted: kept!.counted, excludedBecause: kept!.excludedBecause as ExclusionReason | null };
}

/**
 * Records many visits, each at its own moment. Returns the ids of the clicks in the same order.
 * @throws NotFound when a slug is unknown; then nothing is stored
 */
export async function recordClicks(
  services: Pick<Services, 'env'>,
  clicks: (NewClick & { at: Date })[],
): Promise<string[]> {
  const zone = await organizationTimeZone();
  const links = await findLinkIds(clicks.map(({ slug }) => slug));
  const days = clicks.map(({ at }) => daysAround(zone, at));
  const salts = new Map<string, string | undefined>();
  for (const day of new Set(days.map((one) => one.day))) salts.set(day, await saltOf(services, day));
  for (const day of new Set(days.map((one) => one.earlier)))
    if (!salts.has(day)) salts.set(day, await earlierSaltOf(services, day));
  const hits = clicks.map(({ slug, visit, at, personId }, i): Hit => {
    const linkId = links.get(slug);
    if (!linkId) throw new NotFound();
    const visitor = identifyVisitor(visit, days[i]!, (day) => salts.get(day));
    return describeHit(visit, { linkId: linkId.toString(), at, visitor, personId });
  });
  await recordHits(hits, () => Promise.resolve(undefined));
  return hits.map(({ id }) => id);
}
