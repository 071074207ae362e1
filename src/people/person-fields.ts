import { z } from 'zod';
import { isTimeZone } from '../platform/clock.js';
import { NotFound } from '../platform/errors.js';
import { languages } from '../platform/text/words.js';
import { roles } from './permissions.js';

/** What forms about people share: each field once, with its messages. */
export const nameField = z
  .string('people.name-missing')
  .overwrite((typed) => typed.replace(/\s+/g, ' '))
  .trim()
  .min(1, 'people.name-missing')
  .max(100, 'people.name-long');

export const emailField = z
  .string('people.email-missing')
  .trim()
  .toLowerCase()
  .min(1, 'people.email-missing')
  .max(254, 'people.email-invalid')
  .pipe(z.email('people.email-invalid'));

export const timeZoneField = z
  .string('people.time-zone-unknown')
  .refine(isTimeZone, 'people.time-zone-unknown');
export const languageField = z
  .string('people.language-unknown')
  .refine((language) => languages.includes(language), 'people.language-unknown');

export const rolesField = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.enum(roles, 'people.role-unknown')).min(1, 'people.roles-missing'),
);

const objectId = z.string().regex(/^[0-9a-f]{24}$/);

/** The id in a path. @throws NotFound when it is none */
export function idIn(params: Record<string, unknown>): string {
  const parsed = objectId.safeParse(params.id);
  if (!parsed.success) throw new NotFound();
  return parsed.data;
}

/** A team of the select; its empty option means none. */
export const teamIdField = z
  .union([z.literal(''), objectId], 'people.team-unknown')
  .default('')
  .transform((id) => id || null);
