import { z } from 'zod';
import { parseInput } from '../platform/http/forms.js';
import { conversionText } from './conversion-text.js';
import { type NewConversion } from './check-conversion.js';

/** As it is stored, in UTF-8: half a character becomes U+FFFD here, so that it is known when it is reported again. */
const text = z
  .string('conversions.not-text')
  .max(1_000, 'conversions.too-long')
  .overwrite((given) => Buffer.from(given).toString());
const clickIds = z.array(text, 'conversions.not-list').max(100, 'conversions.conversion-clicks-unusable');

const common = {
  kind: text.default(''),
  // Without the sign of a zero, which JSON has.
  value: z
    .number('conversions.conversion-value-wrong')
    .overwrite((given) => given + 0)
    .nullish(),
  currency: text.nullish(),
};

const onSite = z.object({ ...common, id: text.default(''), clickIds: clickIds.default([]) });

const byServer = z.object({
  ...common,
  externalId: text.default(''),
  at: z.iso.datetime({ offset: true, error: 'conversions.conversion-time-unreadable' }).nullish(),
  clickIds: clickIds.nullish(),
  clickId: text.nullish(),
  slug: text.nullish(),
});

/** What a page of a site told, through the script. @throws InvalidInput */
export function readFromSite(told: unknown): NewConversion {
  const { id, ...rest } = parseInput(onSite, told);
  return { ...rest, externalId: id, via: 'script' };
}

/** What the address of a pixel tells. @throws InvalidInput */
export function readFromPixel(query: Record<string, unknown>): NewConversion {
  const { gs } = query;
  const value = typeof query.value === 'string' ? conversionText(query.value) : query.value;
  const isNumber = typeof value === 'string' && /^\d+$/.test(value);
  const told = { ...query, value: value ? (isNumber ? Number(value) : value) : null };
  const ids = [gs ?? []]
    .flat()
    .flatMap((id) => (typeof id === 'string' ? id.split(',') : []))
    .filter(Boolean);
  return { ...readFromSite({ ...told, clickIds: ids }), via: 'pixel' };
}

/** What a server told. @throws InvalidInput */
export function readFromServer(told: unknown): NewConversion {
  const { clickIds, clickId, at, ...rest } = parseInput(byServer, told);
  const all = [...(clickIds ?? []), ...(clickId ? [clickId] : [])];
  return { ...rest, clickIds: all, at: at ? new Date(at) : undefined, via: 'server' };
}
