import { translate } from '../platform/text/words.js';
import { burst, clickRules, repeatMinutes, tooSoonSeconds } from './click-rules.js';

/** The click rules in order, as texts for a page or for the footnote of a report. */
export function clickRuleRows(
  locale: string,
): { name: string; label: string; why: string; source: string }[] {
  const values = { ...burst, minutes: repeatMinutes, soon: tooSoonSeconds };
  return clickRules.map(({ name, source }) => ({
    name,
    label: translate(locale, `clicks.rule-${name}`),
    why: translate(locale, `clicks.why-${name}`, values),
    source,
  }));
}

/** The rules as a Markdown table, for the documentation. */
export function clickRulesTable(): string {
  const rows = clickRuleRows('en').map(({ name, label, why, source }) => [`\`${name}\``, label, why, source]);
  const head = ['Reason', 'Not counted', 'Why', 'Source'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
