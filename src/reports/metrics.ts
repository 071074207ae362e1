/** The numbers in one line of a report. */
export interface Line {
  /** Shares that were posted: there is evidence within 14 days. */
  posted: number;
  /** Shares for which an advocate went to the composer. */
  prepared: number;
  advocates: number;
  clicks: number;
  visitors: number;
  /** Verified conversions. */
  conversions: number;
  excluded: number;
  /** The value of verified conversions, in minor units of the organization's currency. */
  value: number;
  /** Conversions that only browsers reported, and their reported value. Not included in the numbers above. */
  unverified: number;
  unverifiedValue: number;
}

/**
 * All numbers of a report, defined once, in the order of its columns. Each is explained by the text
 * `reports.meaning-<name>`.
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

/** Adds what may be added. Not the number of advocates, because two lines may have the same ones. */
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
