import type { Response } from 'express';
import type { Choice } from '../platform/http/choices.js';
import { say } from '../platform/http/pages.js';
import { roles } from './permissions.js';
import { enumerationText } from '../platform/text/formats.js';

/** The roles as choices, each explained. `selected` is the value of a form field: none, one or many. */
export function roleChoices(res: Response, selected: unknown): Choice[] {
  const held = [selected ?? []].flat();
  return roles.map((role) => ({
    value: role,
    label: say(res, `people.role-${role}`),
    hint: say(res, `people.role-${role}-hint`),
    selected: held.includes(role),
  }));
}

/** The labels of the chosen values, joined. */
export const labelsOf = (locale: string, choices: Choice[], chosen: unknown): string =>
  enumerationText(
    locale,
    choices.filter(({ value }) => [chosen ?? ''].flat().includes(value)).map(({ label }) => label),
  );

/** The teams as options of a select, after an empty one. */
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
