import type { Visibility } from '../organization/index.js';
import { listTeams } from '../people/index.js';
import { listText, monthNameText, monthText, numberText } from '../platform/text/formats.js';
import { fewestContributors } from '../published-results/index.js';
import type { BaselineReport, Cohort } from './get-baseline.js';
import { shownGroups } from './head-counts.js';
import type { SayOfBaseline } from './participation-words.js';

/** People at the end of the last month, by groups of teams. */
export async function groupsView(
  words: SayOfBaseline,
  locale: string,
  { people, months }: BaselineReport,
  visibility: Visibility,
) {
  if (!people) return null;
  const month = monthNameText(locale, months.at(-1)!.month);
  const isOpen = visibility === 'individual';
  const isCounted = people.columns.length > 1;
  const groups = shownGroups(people, visibility);
  const lead = isOpen
    ? words('groups-lead-open', { month })
    : visibility === 'aggregate-only'
      ? words('groups-closed')
      : groups.length < 2
        ? words('groups-one', { fewest: fewestContributors })
        : words('groups-lead', { month, fewest: fewestContributors });
  if (!isCounted || !groups.length) return { few: words('groups-few') };
  const teams = new Map((await listTeams()).map((team) => [team.id, team]));
  const nameOf = (teamId: string | null) => {
    const team = teamId === null ? undefined : teams.get(teamId);
    if (teamId === null) return words('no-team');
    if (!team) return words('deleted-team');
    return team.endedAt ? words('ended', { name: team.name }) : team.name;
  };
  return {
    lead,
    columns: people.columns.map((column) => words(`class-${column.join('-')}`)),
    rows: groups.map(({ teamIds, counts }) => ({
      name: groups.length === 1 ? words('total') : listText(locale, teamIds.map(nameOf).sort()),
      cells: counts.map((value, n) => ({ value, title: words(`class-${people.columns[n]!.join('-')}`) })),
    })),
  };
}

/** Who stayed of those who posted first in a month, with the months after it as columns. */
export function cohortsView(words: SayOfBaseline, locale: string, cohorts: Cohort[]) {
  const shown = cohorts.filter(({ people }) => people !== null);
  if (!shown.length) return { few: words('cohorts-few') };
  const columns = Array.from({ length: Math.max(...shown.map(({ later }) => later.length)) }, (_, n) =>
    words('column-later', { count: n + 1 }),
  );
  const count = (active: number | null | undefined) =>
    active === undefined ? '' : active === null ? words('few') : numberText(locale, active);
  return {
    columns,
    rows: shown.map(({ month, people, later }) => ({
      name: monthText(locale, 'UTC', `${month}-01`),
      people: count(people),
      cells: columns.map((title, n) => ({ title, text: count(later[n]) })),
    })),
  };
}
