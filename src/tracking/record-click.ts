import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { classify, type ExclusionReason } from './click-rules.js';
import { Click } from './click.model.js';
import { deviceClass, referrerHost, type Visit } from './describe-visit.js';
import { findTrackedLink } from './find-tracked-link.js';
import { identifyVisitor } from './identify-visitor.js';
import { excludeBursts, takeHour } from './recall-visits.js';
import type { TrackedLinkRecord } from './tracked-link.model.js';

export interface RecordedClick {
  counted: boolean;
  excludedBecause: ExclusionReason | null;
}

/**
 * Keeps one visit of a tracked link at the clock's time, counted or with the reason why not.
 * @throws NotFound when no link has this slug
 */
export async function recordClick(
  services: Services,
  { slug, visit }: { slug: string; visit: Visit },
): Promise<RecordedClick> {
  const link = await findTrackedLink(slug);
  if (!link) throw new NotFound();
  return recordVisit(services, link, visit);
}

/** The same for a link already at hand. */
export async function recordVisit(
  services: Services,
  link: TrackedLinkRecord,
  visit: Visit,
): Promise<RecordedClick> {
  const at = services.clock.now();
  const visitor = await identifyVisitor(visit, at);
  const situation = {
    visit,
    isOwn: visit.personId === link.labels.advocateId,
    inBurst: false,
    isRepeat: false,
  };
  // What the visit alone excludes leaves no trace that could exclude a person's click later.
  const excludedAlone = classify(situation) !== null;
  const isRepeat = !excludedAlone && !(await takeHour(link._id, visitor, at));
  const excludedBecause = classify({ ...situation, isRepeat });
  const click = await Click.create({
    trackedLinkId: link._id,
    at,
    day: visitor.day,
    referrerHost: referrerHost(visit),
    device: deviceClass(visit),
    visitorHash: visitor.hash,
    counted: excludedBecause === null,
    excludedBecause,
  });
  const inBursts = excludedAlone ? [] : await excludeBursts(visitor, at);
  if (inBursts.some((id) => id.equals(click._id))) return { counted: false, excludedBecause: 'burst' };
  return { counted: excludedBecause === null, excludedBecause };
}
