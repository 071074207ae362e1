import type { Types } from 'mongoose';

/**
 * Why a conversion is attributed to no click, beginning with the reason that came closest. Texts:
 * `conversions.because-<reason>`.
 */
export const missReasons = [
  'late',
  'future',
  'not-counted',
  'unknown-click',
  'unknown-link',
  'no-click',
] as const;
export type MissReason = (typeof missReasons)[number];

/** The name of the rule; stored with each conversion. */
export const attributionRule = 'last-counted-click';

/**
 * `guessable`: the report names no click id that only a visitor can know. If no click is found, this is also true
 * when that click is known or too old to arrive. Such reports from browsers are not stored.
 */
export type Attribution =
  | {
      because: null;
      clickId: Types.ObjectId;
      trackedLinkId: Types.ObjectId;
      guessable: boolean;
    }
  | {
      because: MissReason;
      clickId: null;
      trackedLinkId: null;
      guessable: boolean;
      /** The id of a click that the report names and that may still arrive. */
      awaits?: string;
    };

export interface Cause {
  at: Date;
  /** How many days before a conversion a click can have led to it. */
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
  /** True when the report named it by an id without a signature. */
  guessable?: boolean;
}

/** The clicks of a link before the conversion. */
export interface LinkPast {
  /** Its last counted click before the conversion, within the days; undefined when there is none. */
  last?: Candidate | undefined;
  /** When it was first visited, and when a click first counted. Needed when there is no `last`. */
  firstAt?: Date | undefined;
  firstCountedAt?: Date | undefined;
}

const missed = (because: MissReason): Attribution => ({
  because,
  clickId: null,
  trackedLinkId: null,
  guessable: true,
});

/** The last counted click among those named. A click with a guessable id is used only if there is no other. */
export function amongClicks(clicks: Candidate[], cause: Cause): Attribution {
  const guessable = (click: Candidate) => Number(click.guessable ?? false);
  const ordered = [...clicks].sort((a, b) => guessable(a) - guessable(b) || latestFirst(a, b));
  const verdicts = ordered.map((click) => reasonAgainst(click, cause));
  const best = ordered[verdicts.indexOf(null)];
  return best ? cameOf(best) : missed(missReasons.find((why) => verdicts.includes(why)) ?? 'unknown-click');
}

/** The last counted click of a link. */
export function ofLink({ last, firstAt, firstCountedAt }: LinkPast, cause: Cause): Attribution {
  const until = (at: Date | undefined) => at !== undefined && at <= cause.at;
  if (!last) return missed(until(firstCountedAt) ? 'late' : until(firstAt) ? 'not-counted' : 'no-click');
  const because = reasonAgainst(last, cause);
  return because ? missed(because) : cameOf(last);
}

/** A report that names no known click and no known link is attributed to nothing. */
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
function reasonAgainst(click: Candidate, { at, days }: Cause): MissReason | null {
  if (!click.counted) return 'not-counted';
  const age = at.getTime() - click.at.getTime();
  if (age < 0) return 'future';
  return age > days * 86_400_000 ? 'late' : null;
}
