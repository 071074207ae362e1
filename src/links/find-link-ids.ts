import type { Types } from 'mongoose';
import { isSlug } from './slug.js';
import { TrackedLink } from './tracked-link.model.js';

/** The ids of the links with these slugs, by slug. Text that can't be a slug is not searched for. */
export async function findLinkIds(slugs: string[]): Promise<Map<string, Types.ObjectId>> {
  const wanted = [...new Set(slugs)].filter(isSlug);
  const links = wanted.length
    ? await TrackedLink.find({ slug: { $in: wanted } })
        .select({ slug: 1 })
        .lean()
    : [];
  return new Map(links.map(({ slug, _id }) => [slug, _id]));
}
