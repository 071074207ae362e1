import { dayIn } from '../platform/clock.js';
import { isDuplicateKey, NotFound } from '../platform/errors.js';
import { organizationTimeZone } from '../organization/index.js';
import type { Services } from '../services.js';
import { Conversion, type ConversionKind } from './conversion.model.js';
import { findTrackedLink } from './find-tracked-link.js';

export interface NewConversion {
  slug: string;
  kind: ConversionKind;
  /** The id it has where it happened, unique within its kind. */
  externalId: string;
  /** Default: now. */
  at?: Date;
}

/**
 * Keeps a conversion that came of a tracked link. Told twice, it is kept once, as first told.
 * @throws NotFound when no link has this slug
 */
export async function recordConversion(services: Services, input: NewConversion): Promise<void> {
  const { slug, kind, externalId, at = services.clock.now() } = input;
  const link = await findTrackedLink(slug);
  if (!link) throw new NotFound();
  const day = dayIn(await organizationTimeZone(), at);
  try {
    await Conversion.create({ trackedLinkId: link._id, kind, externalId, at, day });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
