import type { Services } from '../services.js';
import { slugLength } from './slug.js';

/** The address of the tracked link with this slug, on the link domain if there is one. */
export function linkAddress({ env, publicUrl }: Services, slug: string): string {
  return `${env.LINK_URL ?? publicUrl}/l/${slug}`;
}

/** An address as long as that of any tracked link, to measure a text before its link exists. */
export const linkOfUsualLength = (services: Services): string =>
  linkAddress(services, '0'.repeat(slugLength));
