import { sumOf } from '../platform/data/sums.js';
import { dayText } from '../platform/text/formats.js';
import type { DigestResults } from './own-results.js';

/** A text of the digest in the reader's language. */
export type Say = (key: string, values?: Record<string, unknown>) => string;

/** The results as a heading and sentences: how many came, what was the first of its kind, what was the best. */
export function resultsInWords(
  { from, isWeek, visitors, areFirstVisitors, conversions, best }: DigestResults,
  locale: string,
  say: Say,
): { heading: string; sentences: string[] } {
  const period = isWeek ? 'week' : 'since';
  const day = dayText(locale, from);
  const heading = visitors
    ? say(`visitors-${period}`, { count: visitors, day })
    : say(`conversions-${period}`, { count: sumOf(conversions.map(({ count }) => count)), day });
  const sentences = [
    ...(best
      ? [say(best.visitors === visitors ? 'best-all' : 'best', { count: best.visitors, title: best.title })]
      : []),
    ...(areFirstVisitors ? [say('first-visitors', { count: visitors })] : []),
    ...conversions.map(({ kind, count, isFirst }) => say(isFirst ? `${kind}-first` : kind, { count })),
  ];
  return { heading, sentences };
}
