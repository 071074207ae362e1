import type { Response } from 'express';
import { counted } from '../platform/data/paging.js';
import type { Choice } from '../platform/http/choices.js';
import { localeIn, say } from '../platform/http/pages.js';
import { enumerationText } from '../platform/text/formats.js';
import {
  offeredTeams,
  roles,
  teamLabel,
  type FoundPeople,
  type PeopleFilters,
  type PersonRecord,
  type Role,
  type Status,
  type TeamView,
} from '../people/index.js';
import type { Uninvited } from '../sign-in/index.js';
import { waveDays } from './waves.routes.js';

const badges: Record<Status, string> = {
  invited: 'badge-review',
  active: 'badge-published',
  deactivated: 'badge-expired',
};

export const filterStatuses = ['active', 'invited', 'to-invite', 'deactivated'] as const;
/** Nearly everybody is an advocate, so this filter would find nobody in particular. */
export const filterRoles = roles.filter((role): role is Exclude<Role, 'advocate'> => role !== 'advocate');

/** A person's status as a badge; none for an active person. */
export const statusBadge = (
  res: Response,
  { id, status, invitedAt }: PersonRecord,
  invitationsWaiting: Set<string>,
) => {
  if (status === 'active') return null;
  const isUninvited = status === 'invited' && !invitedAt;
  const label = invitationsWaiting.has(id) ? 'waiting' : isUninvited ? 'to-invite' : status;
  return {
    className: isUninvited ? 'badge-draft' : badges[status],
    label: say(res, `accounts.status-${label}`),
  };
};

/** Names of roles in one line. */
export const rolesText = (res: Response, held: readonly Role[]): string =>
  enumerationText(
    localeIn(res),
    held.map((role) => say(res, `people.role-${role}`)),
  );

/** One page of people: its rows, its filters, and links to the previous and next page. */
export function peopleList(
  res: Response,
  found: FoundPeople,
  teams: TeamView[],
  filters: PeopleFilters,
  { uninvited, invitationsWaiting }: { uninvited: Uninvited; invitationsWaiting: Set<string> },
) {
  const teamNames = new Map(teams.map((team) => [team.id, team.name]));
  const query = Object.entries(filters).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const link = (to: Record<string, string>) =>
    `/admin/people?${new URLSearchParams([...query, ...Object.entries(to)]).toString()}`;
  const choices = (
    any: string,
    options: { value: string; label: string }[],
    chosen: string | undefined,
  ): Choice[] =>
    [{ value: '', label: say(res, any) }, ...options].map((option) => ({
      ...option,
      selected: option.value === (chosen ?? ''),
    }));
  return {
    name: filters.name ?? '',
    isFiltered: query.length > 0,
    total: found.total ?? 0,
    isUncounted: found.total === null,
    isMore: found.isMore,
    isPartial: found.isPartial,
    statuses: choices(
      'accounts.any-status',
      filterStatuses.map((value) => ({ value, label: say(res, `accounts.status-${value}`) })),
      filters.status,
    ),
    teams: choices(
      'accounts.any-team',
      offeredTeams(teams, filters.teamId ? [filters.teamId] : []).map((team) => ({
        value: team.id,
        label: teamLabel(team, (message) => say(res, message)),
      })),
      filters.teamId,
    ),
    roles: choices(
      'accounts.any-role',
      filterRoles.map((value) => ({ value, label: say(res, `people.role-${value}`) })),
      filters.role,
    ),
    uninvited: { ...uninvited, never: counted(uninvited.never), waiting: counted(uninvited.waiting) },
    waveDays: waveDays.map((days) => ({
      value: String(days),
      label: say(res, 'accounts.days', { count: days }),
      selected: days === 7,
    })),
    people: found.people.map((person) => ({
      id: person.id,
      name: person.name,
      email: person.email,
      team: teamNames.get(person.teamId ?? '') ?? '',
      roles: rolesText(res, person.roles),
      invitedAt: person.status === 'invited' ? person.invitedAt : null,
      badge: statusBadge(res, person, invitationsWaiting),
    })),
    previous: found.previous && link({ before: found.previous }),
    next: found.next && link({ after: found.next }),
  };
}
