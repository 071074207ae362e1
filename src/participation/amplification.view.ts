import { numberText } from '../platform/text/formats.js';
import { quarterBefore } from '../platform/text/weeks.js';
import type { AmplificationReport } from './get-amplification.js';
import { quarterText, type SayOfBaseline } from './participation-words.js';

/** What a post brings when the regulars carry it. */
export function amplificationView(
  words: SayOfBaseline,
  locale: string,
  report: AmplificationReport | null,
  at: (moment: Date) => string,
) {
  if (!report)
    return { title: words('amplification-none'), note: words('amplification-not-yet'), factors: null };
  const quarter = quarterText(words, report.quarter, 'quarter');
  if (!report.now)
    return {
      title: words('amplification-none'),
      note: report.hasPosts
        ? words('amplification-later', { quarter, at: at(report.nextAt) })
        : words('amplification-first', {
            quarter: quarterText(words, report.next, 'quarter'),
            at: at(report.nextAt),
          }),
      factors: null,
    };
  const { offered, share, perPosting, visitors, posts } = report.now;
  const tenth = (value: number) => numberText(locale, Math.round(value * 10) / 10);
  const now = words('amplification', { count: Math.round(visitors) });
  const factor = (figure: string, key: string, sign: string) => ({ figure, label: words(key), sign });
  return {
    title: report.before
      ? words('amplification-before', {
          now,
          quarter: quarterText(words, quarterBefore(report.quarter), 'quarter'),
          before: numberText(locale, Math.round(report.before.visitors)),
        })
      : now,
    note: words('amplification-lead', { count: posts, quarter }),
    multiplier: words('multiplier', { multiplier: tenth(share * perPosting) }),
    factors: [
      factor(numberText(locale, Math.round(offered)), 'factor-offered', ''),
      factor(words('percent', { share: Math.round(share * 100) }), 'factor-share', '×'),
      factor(tenth(perPosting), 'factor-each', '×'),
      factor(numberText(locale, Math.round(visitors)), 'factor-result', '='),
    ],
  };
}
