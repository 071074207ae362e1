import { z } from 'zod';
import { parseInput } from '../platform/http/forms.js';
import { conversionText } from './conversion-text.js';
import { type NewConversion } from './check-conversion.js';

/**
 * As it is stored, in UTF-8. A lone surrogate becomes U+FFFD already here, so that the same report is recognised
 * later.
 */
const text = z
  .string('conversions.not-text')
  .max(1_000, 'conversions.too-long')
  .overwrite((given) => Buffer.from(given).toString());
const clickIds = z.array(text, 'conversions.not-list').max(100, 'conversions.conversion-clicks-unusable');

const common = {
  kind: text.default(''),
  // Turns -0, which JSON allows, into 0.
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

/** Reads a report from the script on a page of a site. @throws InvalidInput */
export function readFromSite(report: unknown): NewConversion {
  const { id, ...rest } = parseInput(onSite, report);
  return { ...rest, externalId: id, via: 'script' };
}

/** Reads a report from the address of a pixel. @throws InvalidInput */
export function readFromPixel(query: Record<string, unknown>): NewConversion {
  const { gs } = query;
  const value = typeof query.value === 'string' ? conversionText(query.value) : query.value;
  const isNumber = typeof value === 'string' && /^\d+$/.test(value);
  const report = { ...query, value: value ? (isNumber ? Number(value) : value) : null };
  const ids = [gs ?? []]
    .flat()
    .flatMap((id) => (typeof id === 'string' ? id.split(',') : []))
    .filter(Boolean);
  return { ...readFromSite({ ...report, clickIds: ids }), via: 'pixel' };
}

/** Reads a report from a server. @throws InvalidInput */
export function readFromServer(report: unknown): NewConversion {
  const { clickIds, clickId, at, ...rest } = parseInput(byServer, report);
  const all = [...(clickIds ?? []), ...(clickId ? [clickId] : [])];
  return { ...rest, clickIds: all, at: at ? new Date(at) : undefined, via: 'server' };
}
