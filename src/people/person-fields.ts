import { z } from 'zod';
import { isTimeZone } from '../platform/clock.js';
import { idField } from '../platform/data/object-id.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import { languages } from '../platform/text/words.js';
import { cleanAddress, isAddress } from './clean-address.js';
import { roles } from './permissions.js';

/** The fields that forms about people have in common, with their messages. */
export const nameField = visibleNameField(100, { missing: 'people.name-missing', long: 'people.name-long' });

export const emailField = z
  .string('people.email-missing')
  .overwrite(cleanAddress)
  .min(1, 'people.email-missing')
  .refine(isAddress, 'people.email-invalid');

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

/** The id of a choice of a select; its empty option means none. */
const chosenId = (message: string) =>
  z
    .union([z.literal(''), idField()], message)
    .default('')
    .transform((id) => id || null);

export const teamIdField = chosenId('people.team-unknown');
export const locationIdField = chosenId('people.location-unknown');
