import { organizationTimeZone } from '../organization/index.js';
import { asOffered, type OfferedPost } from './offered-posts.js';
import { Post, type PostRecord } from './post.model.js';

/** Posts that were published, whether they are offered now or not, with the state of their links, by id. */
export async function findPublishedPosts(
  ids: readonly string[],
): Promise<Map<string, OfferedPost & { linkState: NonNullable<PostRecord['linkState']> }>> {
  const found = await Post.find({ _id: { $in: ids }, linkState: { $ne: null } })
    .select('-proposed')
    .lean();
  const offered = await asOffered(found, await organizationTimeZone());
  return new Map(
    offered.map((post, n) => {
      const { linkState, history } = found[n]!;
      // Each entry is a revision. Since then, expiry or a recall may have changed the state of the links.
      const published = (history ?? []).findIndex(({ action }) => action === 'publish') + 1;
      const publishedRevision = published || post.publishedRevision;
      return [post.id, { ...post, publishedRevision, linkState: linkState! }];
    }),
  );
}
