import type { Visibility } from '../organization/index.js';
import { listTeams } from '../people/index.js';
import { listTopics } from '../posts/index.js';
import { quarterBefore } from '../platform/text/weeks.js';
import type { DataCell, DataTable } from '../platform/text/data-table.js';
import type { Amplification } from './amplification.js';
import type { AmplificationReport } from './get-amplification.js';
import type { BaselineMonth, BaselineReport } from './get-baseline.js';
import type { CongruencyReport } from './get-congruency.js';
import { shownGroups } from './head-counts.js';

/** The exported tables of the baseline with their columns. Each is explained by `participation.data-<column>`. */
export const baselineColumns = {
  months: [
    ...['month', 'regulars', 'net_change', 'gained', 'new', 'returned'],
    ...['lost', 'lapsed', 'left', 'first_time_sharers'],
  ],
  groups: ['month', 'teams', 'team_keys', 'class', 'people'],
  cohorts: ['first_month', 'months_later', 'people'],
  amplification: [
    ...['quarter', 'posts', 'regulars_offered', 'share_who_posted'],
    ...['visitors_per_posting', 'visitors_per_post'],
  ],
  congruency: [
    'quarter',
    'theme',
    'theme_key',
    'level',
    'posts_offered',
    'postings',
    'state',
    'is_congruent',
  ],
} satisfies Record<string, string[]>;

/** What a column of the baseline's tables means, in the words of `text`. */
export const meaningOfBaseline = (column: string, text: (key: string) => string): string =>
  text(`participation.data-${column.replaceAll('_', '-')}`);

/** The tables of the baseline as they are exported: the same numbers as the page shows, and no others. */
export async function baselineData(
  reports: {
    baseline: BaselineReport;
    amplification: AmplificationReport | null;
    congruency: CongruencyReport;
  },
  visibility: Visibility,
  text: (key: string) => string,
): Promise<DataTable[]> {
  const { baseline, amplification, congruency } = reports;
  const rows: Record<keyof typeof baselineColumns, DataCell[][]> = {
    months: baseline.months.map((month, index) => monthRow(month, index === 0)),
    groups: await groupRows(baseline, visibility),
    cohorts: baseline.cohorts.flatMap(({ month, people, later }) =>
      people === null ? [] : [people, ...later].map((count, n) => [month, n, count]),
    ),
    amplification: amplificationRows(amplification),
    congruency: await congruencyRows(congruency),
  };
  return Object.entries(baselineColumns).map(([name, columns]) => ({
    name,
    columns: columns.map((column) => ({ name: column, meaning: meaningOfBaseline(column, text) })),
    rows: rows[name as keyof typeof rows],
  }));
}

function monthRow({ month, regulars, flows, firstTime }: BaselineMonth, isFirst: boolean): DataCell[] {
  const { net, gains, losses } = (!isFirst && flows) || { net: null, gains: null, losses: null };
  return [
    ...[month, regulars, net],
    ...[gains?.total, gains?.parts?.isNew, gains?.parts?.returned],
    ...[losses?.total, losses?.parts?.lapsed, losses?.parts?.left],
    firstTime,
  ].map((cell) => cell ?? null);
}

async function groupRows({ people, months }: BaselineReport, visibility: Visibility): Promise<DataCell[][]> {
  if (!people || people.columns.length < 2) return [];
  const teams = new Map((await listTeams()).map(({ id, name }) => [id, name]));
  return shownGroups(people, visibility).flatMap(({ teamIds, counts }) =>
    people.columns.map((column, n) => [
      months.at(-1)!.month,
      teamIds.map((id) => teams.get(id ?? '') ?? '').join(', '),
      teamIds.map((id) => id ?? '').join(' '),
      column.join('-'),
      counts[n]!,
    ]),
  );
}

function amplificationRows(report: AmplificationReport | null): DataCell[][] {
  const row = (quarter: string, of: Amplification | null) =>
    of ? [[quarter, of.posts, of.offered, of.share, of.perPosting, of.visitors]] : [];
  return report
    ? [...row(quarterBefore(report.quarter), report.before), ...row(report.quarter, report.now)]
    : [];
}

async function congruencyRows({ quarter, isClosed, themes }: CongruencyReport): Promise<DataCell[][]> {
  const topics = new Map((await listTopics()).map(({ id, name }) => [id, name]));
  return themes.flatMap(({ topicId, isCongruent, cells }) =>
    cells.map(({ level, offered, posted, state }) => [
      ...[quarter, topics.get(topicId) ?? '', topicId, level, offered],
      ...[isClosed ? posted : null, isClosed || state === 'empty' ? state : null],
      isClosed ? (isCongruent ? 'yes' : 'no') : null,
    ]),
  );
}
