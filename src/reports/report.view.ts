import type { Response } from 'express';
import { dimensions } from '../links/index.js';
import { money } from '../platform/text/money.js';
import { localeIn, say } from '../platform/http/pages.js';
import { clickRuleRows } from '../clicks/index.js';
import { permits, type Person } from '../people/index.js';
import type { Answer } from './answer-question.js';
import { dimensionNamings } from './dimension-names.js';
import type { NamedLine } from './name-lines.js';
import { metrics, type Line, type Metric } from './metrics.js';
import { commonPeriods, filterNames, type Breakdown, type Question } from './question.js';
import type { Visibility } from '../organization/index.js';
import { fewestContributors } from './visibility.js';
import type { WithheldBecause } from './withhold.js';

interface Asked {
  question: Question;
  /** Null when the organization's setting does not allow the question. */
  answer: Answer | null;
  open: Breakdown[];
  timeZone: string;
  visibility: Visibility;
  reader: Person;
}

/** What the page of a report prints. */
export function reportView(
  res: Response,
  { question, answer, open, timeZone, visibility, reader }: Asked,
  now: Date,
) {
  const { by, from, to } = question;
  return {
    isClosed: answer === null,
    people: 0,
    byDay: by === 'day',
    tableTitle: say(res, `reports.by-${by}`),
    note: answer && dimensions[by].isAboutPeople ? say(res, `reports.visibility-${by}-${visibility}`) : '',
    fewest: fewestContributors,
    tabs: open.map((other) => ({
      label: say(res, `reports.by-${other}`),
      href: addressOf('/reports', { ...question, by: other }),
      current: other === by,
    })),
    periods: commonPeriods(timeZone, now).map((period) => ({
      label: say(res, period.label),
      href: addressOf('/reports', { ...question, from: period.from, to: period.to }),
      current: period.from === from && period.to === to,
    })),
    ...(answer && answerView(res, answer, question, reader)),
  };
}

function answerView(res: Response, answer: Answer, question: Question, reader: Person) {
  const { by } = question;
  const columns = columnsFor(by);
  const { total, currency, days } = answer;
  // Posts link to the studio, which not all readers can open.
  const seesStudio = permits(reader.roles, 'work-in-studio');
  const reasons = new Map(clickRuleRows(localeIn(res)).map(({ name, label }) => [name, label]));
  const isWorth = answer.lines.some(({ figures }) => figures && figures.value > 0);
  const hasUnverified = answer.lines.some(({ figures }) => figures && figures.unverified > 0);
  return {
    news: total && newsOf(res, total),
    people: total?.advocates ?? 0,
    figures: total && totalFigures(res, total, currency),
    withheld: answer.withheldBecause && withheldPage(res, answer.withheldBecause, question),
    visits: total && total.clicks + total.excluded,
    clicks: total?.clicks,
    lost: answer.lost,
    isEmpty: total !== null && total.prepared + total.clicks + total.excluded === 0,
    isWorth,
    hasUnverified,
    columns: columns.map((metric) => say(res, `reports.metric-${metric}`)),
    lines: answer.lines.flatMap(({ figures, ...line }) =>
      figures
        ? {
            name: nameOf(res, line),
            href: seesStudio ? line.href : null,
            colour: line.colour,
            cells: columns.map((metric) => ({
              title: say(res, `reports.metric-${metric}`),
              value: figures[metric],
            })),
            worth: figures.value ? money(figures.value, currency, localeIn(res)) : '',
            unverified: figures.unverified,
          }
        : [],
    ),
    withheldLines: withheldLines(res, answer, by),
    // Without a total there is at most the reader's own line.
    hasBreakdown: total !== null || answer.lines.some(({ figures }) => figures),
    excluded: answer.excluded.map(({ reason, hits }) => ({ reason: reasons.get(reason) ?? reason, hits })),
    days: days.filter(({ figures }) => figures),
    withheldDays: days.filter(({ figures }) => !figures).length,
    hasDays: days.some(({ figures }) => figures),
  };
}

/** All withheld lines as one, with their names; null when each line is shown. */
function withheldLines(res: Response, { lines }: Answer, by: Breakdown) {
  const withheld = lines.filter(({ figures }) => !figures);
  if (!withheld.length) return null;
  const values = { count: withheld.length, fewest: fewestContributors };
  return {
    summary: say(res, { key: `reports.withheld-${by}`, values }),
    names: withheld.map((line) => nameOf(res, line)),
  };
}

/** The report in one sentence. */
function newsOf(res: Response, { visitors, posted, advocates }: Line): string {
  if (!posted) return say(res, 'reports.news-visitors', { count: visitors });
  if (!visitors) return say(res, 'reports.news-quiet', { count: advocates });
  return say(res, 'reports.news', { count: visitors });
}

/** What the page says instead of a whole answer: what is missing, why, and from when there are figures. */
function withheldPage(res: Response, because: WithheldBecause, question: Question) {
  const isFiltered = Object.keys(question.where).length > 0;
  const why = because === 'few' && !isFiltered ? 'start' : because;
  const words = (part: string) =>
    say(res, { key: `reports.withheld-${why}-${part}`, values: { fewest: fewestContributors } });
  return {
    news: words('news'),
    heading: words('heading'),
    text: words('text'),
    unfiltered: isFiltered ? addressOf('/reports', { ...question, where: {} }) : '',
  };
}

/** Why a whole answer is withheld, in a file. */
export const withheldWords = (res: Response, because: WithheldBecause): string =>
  say(res, { key: `reports.withheld-all-${because}`, values: { fewest: fewestContributors } });

/** The total figures; the number of prepared shares is shown with the posted ones. */
function totalFigures(res: Response, total: Line, currency: string) {
  const notes: Partial<Record<Metric, string>> = {
    posted: say(res, 'reports.of-prepared', { count: total.prepared }),
    conversions: conversionsNote(res, total, currency),
  };
  return metrics
    .filter((metric) => metric !== 'prepared')
    .map((metric) => ({
      label: say(res, `reports.metric-${metric}`),
      value: total[metric],
      note: notes[metric] ?? '',
    }));
}

/** The value of verified conversions and the number of unverified ones; zeros are left out. */
function conversionsNote(res: Response, { value, unverified }: Line, currency: string): string {
  if (!value && !unverified) return '';
  const key = !value ? 'unverified-beside' : unverified ? 'worth-unverified' : 'worth';
  const values = { value: money(value, currency, localeIn(res)), count: unverified };
  return say(res, { key: `reports.${key}`, values });
}

/** When each line is one person, the number of advocates is left out. */
export const columnsFor = (by: Breakdown): Metric[] =>
  metrics.filter((m) => by !== 'advocate' || m !== 'advocates');

export const nameOf = (res: Response, { name }: Pick<NamedLine, 'name'>): string =>
  typeof name === 'string' ? name : say(res, name);

/** The address of the report for this question. */
export function addressOf(path: string, { from, to, by, where }: Question): string {
  return `${path}?${new URLSearchParams({ from, to, by, ...where }).toString()}`;
}

/**
 * The choices of the filter form with the current ones selected, and the filters in use, each with the address
 * without it. If results of people are not open, there are no filters by groups of them.
 */
export async function filterView(res: Response, question: Question, open: Breakdown[]) {
  const { where } = question;
  const filters = await Promise.all(
    filterNames
      .filter((name) => open.includes(name))
      .map(async (name) => {
        const keys = (await dimensionNamings[name].list?.()) ?? [];
        const choices = keys.map((one) => ({
          value: one.key,
          label: nameOf(res, one),
          colour: one.colour ?? null,
        }));
        const all = { value: '', label: say(res, `reports.all-${name}`), colour: null };
        const options = [all, ...choices].map((option) => ({
          ...option,
          selected: option.value === (where[name] ?? ''),
        }));
        return { name, label: say(res, `reports.by-${name}`), options, hasSwatches: name === 'topic' };
      }),
  );
  const inUse = filters.flatMap(({ name, options }) => {
    const chosen = options.find(({ value, selected }) => value !== '' && selected);
    const { [name]: _chosen, ...others } = where;
    return chosen
      ? [
          {
            label: chosen.label,
            colour: chosen.colour,
            href: addressOf('/reports', { ...question, where: others }),
          },
        ]
      : [];
  });
  return { filters, inUse };
}
