import type { Services } from '../services.js';

/** The address of the tracked link with this slug: on the host that is for links alone, if there is one. */
export function linkAddress({ env, publicUrl }: Services, slug: string): string {
  return `${env.LINK_URL ?? publicUrl}/l/${slug}`;
}
