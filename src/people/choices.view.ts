import type { Response } from 'express';
import type { Choice } from '../platform/http/choices.js';
import { say } from '../platform/http/pages.js';
import { roles } from './permissions.js';

/** The roles, each with what it is for. `selected` is what a form holds: none, one or many. */
export function roleChoices(res: Response, selected: unknown): Choice[] {
  const held = [selected ?? []].flat();
  return roles.map((role) => ({
    value: role,
    label: say(res, `people.role-${role}`),
    hint: say(res, `people.role-${role}-hint`),
    selected: held.includes(role),
  }));
}

/** What is chosen, in words: the labels of one value or of several. */
export const labelsOf = (choices: Choice[], chosen: unknown): string =>
  choices
    .filter(({ value }) => [chosen ?? ''].flat().includes(value))
    .map(({ label }) => label)
    .join(', ');

/** The teams after an empty choice, as a select prints them. */
export function teamChoices(
  res: Response,
  teams: { id: string; name: string }[],
  selected: unknown,
): Choice[] {
  return [{ id: '', name: say(res, 'people.no-team') }, ...teams].map(({ id, name }) => ({
    value: id,
    label: name,
    selected: id === (selected ?? ''),
  }));
}
