import {
  amongClicks,
  ofLink,
  ofNothing,
  type Attribution,
  type Candidate,
  type Cause,
} from './attribution-rule.js';
import { Click } from './click.model.js';
import { findLinkIds } from './find-link-ids.js';
import { findLinkPasts } from './find-link-pasts.js';

/**
 * Finds the click that each conversion came of: the last one that counted, at most so many days before it, among the
 * clicks told, or of the link when none is told. It takes the same few queries for one as for hundreds.
 */
export async function attributeConversions(causes: Cause[]): Promise<Attribution[]> {
  const byLink = causes.filter(({ clickIds, slug }) => !clickIds.length && slug);
  const [clicks, linkIds] = await Promise.all([
    findClicks(causes.flatMap(({ clickIds }) => clickIds)),
    findLinkIds(byLink.map(({ slug }) => slug!)),
  ]);
  const pasts = await findLinkPasts(
    byLink.flatMap((cause) => {
      const linkId = linkIds.get(cause.slug!);
      return linkId ? { cause, linkId } : [];
    }),
  );
  return causes.map((cause) => {
    if (cause.clickIds.length)
      return amongClicks(
        cause.clickIds.flatMap((id) => clicks.get(id) ?? []),
        cause,
      );
    const past = pasts.get(cause);
    return past ? ofLink(past, cause) : ofNothing(cause);
  });
}

async function findClicks(ids: string[]): Promise<Map<string, Candidate>> {
  const wanted = [...new Set(ids)].filter((id) => /^[0-9a-f]{24}$/.test(id));
  const clicks = wanted.length
    ? await Click.find({ _id: { $in: wanted } })
        .select({ trackedLinkId: 1, at: 1, counted: 1 })
        .lean<Candidate[]>()
    : [];
  return new Map(clicks.map((click) => [click._id.toString(), click]));
}
