import type { Types } from 'mongoose';

/** Why a conversion is attributed to no click, the nearest miss first. Their words are `conversions.because-<reason>`. */
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

/**
 * `guessable`: named by no click id that only a visitor of ours can know. Without a click also when that click is known, or
 * too old to arrive: of such reports by browsers nothing is stored.
 */
export type Attribution =
  | {
      because: null;
      clickId: Types.ObjectId;
      trackedLinkId: Types.ObjectId;
      guessable: boolean;
    }
  | { because: MissReason; clickId: null; trackedLinkId: null; guessable: boolean };

export interface Cause {
  at: Date;
  /** For so many days a click can lead to a conversion. */
  days: number;
  clickIds: string[];
  slug?: string | null | undefined;
}

/** A click that may have led to a conversion. */
export interface Candidate {
  _id: Types.ObjectId;
  trackedLinkId: Types.ObjectId;
  at: Date;
  counted: boolean;
  /** True when it was named by an id without a signature. */
  guessable?: boolean;
}

/** What is known of a link at the time of a conversion. */
export interface LinkPast {
  /** Its last click until then that counted; undefined when there is none within the days. */
  last?: Candidate | undefined;
  /** When it was first opened, and when first by a click that counted: needed when there is no `last`. */
  firstAt?: Date | undefined;
  firstCountedAt?: Date | undefined;
}

const missed = (because: MissReason): Attribution => ({
  because,
  clickId: null,
  trackedLinkId: null,
  guessable: true,
});

/** The last one that counted among the clicks named: one with a guessable id only when no other will do. */
export function amongClicks(clicks: Candidate[], cause: Cause): Attribution {
  const guessable = (click: Candidate) => Number(click.guessable ?? false);
  const ordered = [...clicks].sort((a, b) => guessable(a) - guessable(b) || latestFirst(a, b));
  const verdicts = ordered.map((click) => judge(click, cause));
  const best = ordered[verdicts.indexOf(null)];
  return best ? cameOf(best) : missed(missReasons.find((why) => verdicts.includes(why)) ?? 'unknown-click');
}

/** The last click of a link that counted. */
export function ofLink({ last, firstAt, firstCountedAt }: LinkPast, cause: Cause): Attribution {
  const until = (at: Date | undefined) => at !== undefined && at <= cause.at;
  if (!last) return missed(until(firstCountedAt) ? 'late' : until(firstAt) ? 'not-counted' : 'no-click');
  const because = judge(last, cause);
  return because ? missed(because) : cameOf(last);
}

/** Nothing is guessed: what names neither a click nor a link that we know is attributed to none. */
export const ofNothing = ({ slug }: Cause): Attribution => missed(slug ? 'unknown-link' : 'no-click');

export const latestFirst = (a: Candidate, b: Candidate) =>
  b.at.getTime() - a.at.getTime() || b._id.toString().localeCompare(a._id.toString());

const cameOf = ({ _id, trackedLinkId, guessable = false }: Candidate): Attribution => ({
  because: null,
  clickId: _id,
  trackedLinkId,
  guessable,
});

/** Why a click can't have led to a conversion; null when it can. */
function judge(click: Candidate, { at, days }: Cause): MissReason | null {
  if (!click.counted) return 'not-counted';
  const age = at.getTime() - click.at.getTime();
  if (age < 0) return 'future';
  return age > days * 86_400_000 ? 'late' : null;
}
