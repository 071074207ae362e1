import type { Types } from 'mongoose';
import { Click } from './click.model.js';
import { findTrackedLink } from './find-tracked-link.js';

/** Why a conversion is attributed to no click, the nearest miss first. Their words are `tracking.because-<reason>`. */
export const missReasons = [
  'late',
  'future',
  'not-counted',
  'unknown-click',
  'unknown-link',
  'no-click',
] as const;
export type MissReason = (typeof missReasons)[number];

/** The rule's name, as kept with each conversion. */
export const attributionRule = 'last-counted-click';

export type Attribution =
  | { because: null; clickId: Types.ObjectId; trackedLinkId: Types.ObjectId }
  | { because: MissReason; clickId: null; trackedLinkId: null };

interface Cause {
  at: Date;
  /** For so many days a click can lead to a conversion. */
  days: number;
  clickIds: string[];
  slug?: string | null | undefined;
}

/**
 * Finds the click that a conversion came of: the last one that counted, at most so many days before it, among the
 * clicks told, or of the link when none is told. Nothing is guessed: what does not fit is attributed to none.
 */
export async function attributeConversion(cause: Cause): Promise<Attribution> {
  if (cause.clickIds.length) return amongClicks(cause);
  return cause.slug ? ofLink(cause.slug, cause) : missed('no-click');
}

interface Candidate {
  _id: Types.ObjectId;
  trackedLinkId: Types.ObjectId;
  at: Date;
  counted: boolean;
}

const fields = { trackedLinkId: 1, at: 1, counted: 1 };
const missed = (because: MissReason): Attribution => ({ because, clickId: null, trackedLinkId: null });

async function amongClicks({ clickIds, at, days }: Cause): Promise<Attribution> {
  const ids = clickIds.filter((id) => /^[0-9a-f]{24}$/.test(id));
  const clicks = ids.length
    ? await Click.find({ _id: { $in: ids } })
        .select(fields)
        .lean<Candidate[]>()
    : [];
  const latestFirst = clicks.sort(
    (a, b) => b.at.getTime() - a.at.getTime() || b._id.toString().localeCompare(a._id.toString()),
  );
  const verdicts = latestFirst.map((click) => judge(click, at, days));
  const best = latestFirst[verdicts.indexOf(null)];
  if (best) return { because: null, clickId: best._id, trackedLinkId: best.trackedLinkId };
  return missed(missReasons.find((reason) => verdicts.includes(reason)) ?? 'unknown-click');
}

/** Why a click can't have led to a conversion at this time; null when it can. */
function judge(click: Candidate, at: Date, days: number): MissReason | null {
  if (!click.counted) return 'not-counted';
  const age = at.getTime() - click.at.getTime();
  if (age < 0) return 'future';
  return age > days * 86_400_000 ? 'late' : null;
}

async function ofLink(slug: string, { at, days }: Cause): Promise<Attribution> {
  const link = await findTrackedLink(slug);
  if (!link) return missed('unknown-link');
  const before = { trackedLinkId: link._id, at: { $lte: at } };
  const last = await Click.findOne({ ...before, counted: true })
    .sort({ at: -1, _id: -1 })
    .select(fields)
    .lean<Candidate>();
  if (!last) return missed((await Click.exists(before)) ? 'not-counted' : 'no-click');
  const because = judge(last, at, days);
  if (because) return missed(because);
  return { because: null, clickId: last._id, trackedLinkId: link._id };
}
