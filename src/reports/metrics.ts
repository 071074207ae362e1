/** What one line of a report holds, before it has a name. */
export interface Line {
  /** Shares that were posted, as far as there is evidence within 14 days. */
  posted: number;
  /** Shares for which an advocate went to the composer. */
  prepared: number;
  advocates: number;
  clicks: number;
  visitors: number;
  /** Verified ones. */
  conversions: number;
  excluded: number;
  /** What the verified conversions are worth, in minor units of the organization's currency. */
  value: number;
  /** Conversions that only browsers reported, and what those are said to be worth: never part of the above. */
  unverified: number;
  unverifiedValue: number;
}

/**
 * Every number a report shows, defined once, in the order of its columns: what it means is a word
 * (`reports.meaning-<name>`), what it is stands here.
 */
export const metrics = [
  'posted',
  'prepared',
  'advocates',
  'clicks',
  'visitors',
  'conversions',
  'excluded',
] as const;
export type Metric = (typeof metrics)[number];

export const nothing: Line = {
  posted: 0,
  prepared: 0,
  advocates: 0,
  clicks: 0,
  visitors: 0,
  conversions: 0,
  excluded: 0,
  value: 0,
  unverified: 0,
  unverifiedValue: 0,
};

/** Adds what may be added. Advocates of two lines may be the same person, so they are not. */
export function addLines(a: Line, b: Line): Line {
  return {
    posted: a.posted + b.posted,
    prepared: a.prepared + b.prepared,
    advocates: Math.max(a.advocates, b.advocates),
    clicks: a.clicks + b.clicks,
    visitors: a.visitors + b.visitors,
    conversions: a.conversions + b.conversions,
    excluded: a.excluded + b.excluded,
    value: a.value + b.value,
    unverified: a.unverified + b.unverified,
    unverifiedValue: a.unverifiedValue + b.unverifiedValue,
  };
}
