import type { Response } from 'express';
import { listTopics } from '../content/index.js';
import type { OrganizationView } from '../organization/index.js';
import { money } from '../platform/money.js';
import { say } from '../platform/pages.js';
import { networks } from '../sharing/index.js';
import { clickRuleRows } from '../tracking/index.js';
import { listTeams, permits, type Person } from '../users/index.js';
import type { Answer, NamedLine } from './answer-question.js';
import { metrics, type Line, type Metric } from './metrics.js';
import { commonPeriods, type Breakdown, type Question } from './question.js';

interface Asked {
  question: Question;
  answer: Answer;
  open: Breakdown[];
  timeZone: string;
  visibility: OrganizationView['visibility'];
  reader: Person;
}

/** What the page of a report prints. */
export function reportView(
  res: Response,
  { question, answer, open, timeZone, visibility, reader }: Asked,
  now: Date,
) {
  const { by, from, to } = question;
  const columns = columnsFor(by);
  const { total } = answer;
  // Posts are shown in the studio, which is not open to every reader.
  const seesStudio = permits(reader.roles, 'work-in-studio');
  const { lang } = res.locals as { lang: string };
  const rules = clickRuleRows(lang);
  const reasons = new Map(rules.map(({ name, label }) => [name, label]));
  return {
    figures: metrics.map((metric) => ({
      label: say(res, `reports.metric-${metric}`),
      value: total[metric],
      note: metric === 'conversions' ? conversionsNote(res, total, answer.currency) : '',
    })),
    visits: total.clicks + total.excluded,
    clicks: total.clicks,
    lost: answer.lost,
    isEmpty: total.shares + total.clicks + total.excluded === 0,
    columns: columns.map((metric) => say(res, `reports.metric-${metric}`)),
    isWorth: total.value > 0,
    hasUnverified: total.unverified > 0,
    lines: answer.lines.map((line) => ({
      name: nameOf(res, line),
      href: seesStudio ? line.href : null,
      cells: columns.map((metric) => line[metric]),
      worth: line.value ? money(line.value, answer.currency, lang) : '',
      unverified: line.unverified,
    })),
    excluded: answer.excluded.map(({ reason, hits }) => ({ reason: reasons.get(reason) ?? reason, hits })),
    days: answer.days,
    byDay: by === 'day',
    tableTitle: say(res, `reports.by-${by}`),
    note: by === 'advocate' || by === 'team' ? say(res, `reports.visibility-${by}-${visibility}`) : '',
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
  };
}

/** What verified conversions are worth, and how many unverified ones stand beside them; zeros are left out. */
function conversionsNote(res: Response, { value, unverified }: Line, currency: string): string {
  const { lang } = res.locals as { lang: string };
  const worth = { key: 'reports.worth', values: { value: money(value, currency, lang) } };
  const beside = { key: 'reports.unverified-beside', values: { count: unverified } };
  return [value ? say(res, worth) : '', unverified ? say(res, beside) : ''].filter(Boolean).join('; ');
}

/** On a line that is one person, how many advocates it has says nothing. */
export const columnsFor = (by: Breakdown): Metric[] =>
  metrics.filter((m) => by !== 'advocate' || m !== 'advocates');

export const nameOf = (res: Response, { name }: NamedLine): string =>
  typeof name === 'string' ? name : say(res, name);

/** The address that asks this question. */
export function addressOf(path: string, { from, to, by, where }: Question): string {
  const { network, topicId, level, teamId } = where;
  const asked = { from, to, by, network, topic: topicId, level, team: teamId };
  const parts = Object.entries(asked).filter((part): part is [string, string] => part[1] !== undefined);
  return `${path}?${new URLSearchParams(parts).toString()}`;
}

/** The choices of the filter form, what is asked for selected. */
export async function filters(res: Response, { where }: Question) {
  const choice = (all: string, options: { value: string; label: string }[], chosen: string | undefined) => [
    { value: '', label: say(res, all), selected: !chosen },
    ...options.map((option) => ({ ...option, selected: option.value === chosen })),
  ];
  const named = (things: { id: string; name: string }[]) =>
    things.map(({ id, name }) => ({ value: id, label: name }));
  const level = ['industry', 'corporate', 'individual'].map((value) => ({
    value,
    label: say(res, `reports.level-${value}`),
  }));
  const network = Object.entries(networks).map(([value, { label }]) => ({ value, label }));
  return {
    network: choice('reports.all-networks', network, where.network),
    topic: choice('reports.all-topics', named(await listTopics()), where.topicId),
    level: choice('reports.all-levels', level, where.level),
    team: choice('reports.all-teams', named(await listTeams()), where.teamId),
  };
}
