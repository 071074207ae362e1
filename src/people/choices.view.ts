import type { Response } from 'express';
import type { Message } from '../platform/errors.js';
import type { Choice } from '../platform/http/choices.js';
import { say } from '../platform/http/pages.js';
import { roles, type Role } from './permissions.js';
import type { PersonRecord } from './search-people.js';
import { enumerationText } from '../platform/text/formats.js';
import type { LocationView } from './locations.js';
import { isOpen, offeredTeams, type TeamView } from './teams.js';

/**
 * The roles as choices, each explained. `selected` is the value of a form field: none, one or many.
 * @param person with the roles that they have, whose origins are shown
 */
export function roleChoices(
  res: Response,
  selected: unknown,
  person?: Pick<PersonRecord, 'roles' | 'groupRoles'>,
): Choice[] {
  const held = [selected ?? []].flat();
  const originOf = (role: Role) => {
    if (person?.groupRoles.includes(role)) return say(res, 'people.role-from-group');
    return person?.roles.includes(role) ? say(res, 'people.role-by-hand') : undefined;
  };
  return roles.map((role) => ({
    value: role,
    label: say(res, `people.role-${role}`),
    hint: say(res, `people.role-${role}-hint`),
    selected: held.includes(role) || !!person?.groupRoles.includes(role),
    note: originOf(role),
    fixed: person?.groupRoles.includes(role),
  }));
}

/** The labels of the chosen values, joined. */
export const labelsOf = (locale: string, choices: Choice[], chosen: unknown): string =>
  enumerationText(
    locale,
    choices.filter(({ value }) => [chosen ?? ''].flat().includes(value)).map(({ label }) => label),
  );

/**
 * The teams as options of a select, after an empty one. An ended team is there only if it is selected, or the
 * present one.
 */
export function teamChoices(
  res: Response,
  teams: TeamView[],
  selected: unknown,
  presentId: string | null = null,
): Choice[] {
  const offered = offeredTeams(
    teams,
    [presentId, selected].filter((id) => typeof id === 'string'),
  );
  return [
    { value: '', label: say(res, 'people.no-team'), selected: !selected },
    ...offered.map((team) => ({
      value: team.id,
      label: teamLabel(team, (message) => say(res, message)),
      selected: team.id === selected,
    })),
  ];
}

/** The locations as options of a select, as `teamChoices` does it. */
export function locationChoices(
  res: Response,
  locations: LocationView[],
  selected: unknown,
  presentId: string | null = null,
): Choice[] {
  const offered = locations.filter(({ id, endedAt }) => !endedAt || id === presentId || id === selected);
  return [
    { value: '', label: say(res, 'people.no-location'), selected: !selected },
    ...offered.map(({ id, name, endedAt }) => ({
      value: id,
      label: endedAt ? say(res, { key: 'people.team-name-ended', values: { name } }) : name,
      selected: id === selected,
    })),
  ];
}

/** The name of a team in a form, which says if it has ended. */
export const teamLabel = (team: TeamView, inWords: (message: Message) => string): string =>
  isOpen(team) ? team.name : inWords({ key: 'people.team-name-ended', values: { name: team.name } });
