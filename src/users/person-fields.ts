import { z } from 'zod';
import { isTimeZone } from '../platform/clock.js';
import { NotFound } from '../platform/errors.js';
import { languages } from '../platform/words.js';
import { roles } from './permissions.js';

/** What forms about people share: each field once, with its messages. */
export const nameField = z
  .string('users.name-missing')
  .overwrite((typed) => typed.replace(/\s+/g, ' '))
  .trim()
  .min(1, 'users.name-missing')
  .max(100, 'users.name-long');

export const emailField = z
  .string('users.email-missing')
  .trim()
  .toLowerCase()
  .min(1, 'users.email-missing')
  .max(254, 'users.email-invalid')
  .pipe(z.email('users.email-invalid'));

export const timeZoneField = z
  .string('users.time-zone-unknown')
  .refine(isTimeZone, 'users.time-zone-unknown');
export const languageField = z
  .string('users.language-unknown')
  .refine((language) => languages.includes(language), 'users.language-unknown');

export const rolesField = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.enum(roles, 'users.role-unknown')).min(1, 'users.roles-missing'),
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
  .union([z.literal(''), objectId], 'users.team-unknown')
  .default('')
  .transform((id) => id || null);
