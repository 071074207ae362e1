import type { Response } from 'express';
import { pageLinks } from '../platform/http/page-links.js';
import { localeIn, say } from '../platform/http/pages.js';
import type { PersonRecord, searchPeople, Status } from '../people/index.js';
import { enumerationText } from '../platform/text/formats.js';

const badges: Record<Status, string> = {
  invited: 'badge-review',
  active: 'badge-published',
  deactivated: 'badge-expired',
};

/** A person's status as a badge; none for an active person. */
export const statusBadge = (res: Response, status: Status) =>
  status === 'active' ? null : { className: badges[status], label: say(res, `accounts.status-${status}`) };

/** One page of people: its rows, and links to the previous and next page. */
export function peopleList(
  res: Response,
  found: Awaited<ReturnType<typeof searchPeople>>,
  teams: { id: string; name: string }[],
  name: string,
) {
  const teamNames = new Map(teams.map((team) => [team.id, team.name]));
  return {
    name,
    total: found.total,
    people: found.people.map((person: PersonRecord) => ({
      id: person.id,
      name: person.name,
      email: person.email,
      team: teamNames.get(person.teamId ?? '') ?? '',
      roles: enumerationText(
        localeIn(res),
        person.roles.map((role) => say(res, `people.role-${role}`)),
      ),
      badge: statusBadge(res, person.status),
    })),
    pagination: pageLinks('/admin/people', { name }, found),
  };
}
