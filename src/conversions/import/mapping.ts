import { z } from 'zod';
import { conversionKinds } from '../conversion.model.js';
import { isCurrency } from '../conversion-rules.js';
import { currencyCode } from '../conversion-text.js';
import { delimiterNames } from '../../platform/text/file-text.js';
import { columnRoles } from './guess-columns.js';
import { mostColumns } from '../../platform/text/table-limits.js';
import { decimalMarks } from '../../platform/text/written-number.js';
import { dateFormats } from '../../platform/text/read-moment.js';

const column = z
  .string('common.not-understood')
  .regex(/^\d{1,3}$/, 'common.not-understood')
  .transform(Number)
  .refine((number) => number < mostColumns, 'common.not-understood');
const maybe = z
  .literal('')
  .transform(() => null)
  .or(column)
  .default(null);
const needed = (message: string) =>
  maybe.refine((chosen) => chosen !== null, message).transform((chosen) => chosen);

/** The most rows above a table. */
export const mostAbove = 30;

/** How a file is read: the meaning of each column, its formats, and the values that are the same for all rows. */
export const mappingSchema = z
  .object({
    delimiter: z.enum(delimiterNames, 'common.not-understood'),
    /** The number of its first row, counted from 0: lines above it are titles and comments. */
    begins: z.coerce.number('common.not-understood').int().min(0).max(mostAbove).default(0),
    header: z.enum(['yes', 'no'], 'common.not-understood').transform((said) => said === 'yes'),
    /** The kind of all rows, or the column that contains it. */
    kind: z.union([z.enum(conversionKinds), column], 'conversions.import-kind-missing'),
    externalId: needed('conversions.import-id-missing'),
    at: needed('conversions.import-at-missing'),
    dateFormat: z.enum(dateFormats, 'conversions.import-date-format-missing'),
    value: maybe,
    decimalMark: z.preprocess((typed) => typed || null, z.enum(decimalMarks).nullable()),
    currency: maybe,
    currencyForAll: z
      .string()
      .default('')
      .transform(currencyCode)
      .refine((code) => !code || isCurrency(code), 'conversions.import-currency-unknown'),
    slug: maybe,
    clickId: maybe,
  })
  .superRefine((chosen, context) => {
    const wrong = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (chosen.value !== null && !chosen.decimalMark)
      wrong('decimalMark', 'conversions.import-decimal-mark-missing');
    if (chosen.value !== null && chosen.currency === null && !chosen.currencyForAll)
      wrong('currencyForAll', 'conversions.import-currency-missing');
    if (chosen.slug === null && chosen.clickId === null) wrong('slug', 'conversions.import-link-missing');
    const columns = columnRoles
      .map((role) => [role, chosen[role]] as const)
      .filter(([, at]) => typeof at === 'number');
    for (const [n, [role, at]] of columns.entries())
      if (columns.slice(0, n).some(([, earlier]) => earlier === at))
        wrong(role, 'conversions.import-column-twice');
  });

export type Mapping = z.output<typeof mappingSchema>;
