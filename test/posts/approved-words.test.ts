import { expect } from 'chai';
import fc from 'fast-check';
import { composeDigest } from '../../src/digests/compose-digest.js';
import {
  approvePost,
  draftPost,
  editPost,
  expireDuePosts,
  findPosts,
  listOfferedPosts,
  publishDuePosts,
  recallPost,
  returnPost,
  submitPost,
} from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { withProposal } from '../../src/posts/proposal.js';
import {
  approveProposal,
  restorePost,
  returnProposal,
  withdrawProposal,
} from '../../src/posts/review-post.js';
import { InvalidInput, NotAllowedNow, NotFound } from '../../src/platform/errors.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { openShare } from '../../src/sharing/open-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';

const actions = [
  ...([
    'edit',
    'edit',
    'edit-published',
    'take-back',
    'adjust',
    'submit',
    'approve',
    'approve',
    'return',
  ] as const),
  ...(['approve-proposal', 'approve-proposal', 'return-proposal', 'withdraw', 'recall', 'restore'] as const),
  ...(['expire', 'publish', 'share', 'recall-to-approve'] as const),
];
const step = fc.record({ action: fc.constantFrom(...actions), by: fc.nat(2) });

describe('Whatever editors and approvers do in whatever order', function () {
  this.timeout(240_000);
  before(useDatabase);
  const services = createTestServices();

  it('advocates, links and digests get no words that nobody but their writer has approved', async () => {
    let shared = 0;
    let published = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
        await emptyDatabase();
        services.setNow('2026-11-18T09:00:00Z');
        const people: string[] = [];
        for (let n = 0; n < 3; n += 1) people.push((await buildUser({ roles: ['admin'] })).id);
        const advocate = (await findActivePerson((await buildUser()).id))!;
        /** Who wrote which words, and which were approved by somebody else. */
        const writerOf = new Map<string, string>();
        const approved = new Set<string>();
        const written = (by: string) => {
          const title = `Words ${writerOf.size}`;
          writerOf.set(title, by);
          return { title, link: linkOf(title), suggestedCopy: [title] };
        };
        const linkOf = (title: string) => `https://example.com/${title.replace(' ', '-')}`;
        const { id } = await draftPost(services, {
          ...written(people[0]!),
          actor: acting('editor', people[0]),
        });
        const now = async () => (await Post.findById(id).lean())!;

        const approving = async (verb: typeof approvePost, by: string) => {
          const { title } = withProposal(await now());
          await verb(services, { postId: id, actor: acting('admin', by) });
          expect(writerOf.get(title), 'nobody approves their own words').not.to.equal(by);
          approved.add(title);
        };
        const act = async (action: (typeof actions)[number], by: string): Promise<unknown> => {
          const me = { postId: id, actor: acting('admin', by) };
          const { title, link, suggestedCopy, lastDay } = await now();
          const words = { title, link, suggestedCopy };
          switch (action) {
            case 'edit':
              return editPost(services, { ...me, ...written(by) });
            case 'edit-published':
              return editPost(services, { ...me, ...written(by), version: 'published' });
            case 'take-back':
              return editPost(services, { ...me, ...words, lastDay: lastDay ?? null });
            case 'adjust':
              return editPost(services, { ...me, ...words, lastDay: '2026-11-18', version: 'published' });
            case 'submit':
              return submitPost(services, me);
            case 'approve':
              return approving(approvePost, by);
            case 'approve-proposal':
              return approving(approveProposal, by);
            case 'return':
              return returnPost(services, { ...me, note: 'No' });
            case 'return-proposal':
              return returnProposal(services, { ...me, note: 'No' });
            case 'withdraw':
              return withdrawProposal(services, me);
            case 'recall':
              return recallPost(services, { ...me, note: 'Wrong' });
            case 'restore':
              return restorePost(services, me);
            case 'recall-to-approve':
              await restorePost(services, me);
              return approving(
                approvePost,
                people.find((each) => each !== by)!,
              );
            case 'expire':
              services.setNow(new Date(services.clock.now().getTime() + 25 * 60 * 60 * 1_000).toISOString());
              return expireDuePosts(services);
            case 'publish':
              return publishDuePosts(services);
            case 'share':
              return openShare(services, {
                actor: advocate,
                postId: id,
                network: 'linkedin',
                caption: 'Look.',
              });
          }
        };

        await act('submit', people[0]!);
        await act('approve', people[1]!);
        for (const { action, by } of steps) {
          await act(action, people[by]!).catch((error: unknown) => {
            const isRefusal = error instanceof NotAllowedNow || error instanceof InvalidInput;
            if (!isRefusal && !(error instanceof NotFound)) throw error;
          });
          const offered = await listOfferedPosts(services, { teamId: null, topicIds: [] });
          const links = await TrackedLink.find().lean();
          for (const { title, link, suggestedCopy } of offered) {
            published += 1;
            expect(approved, `after ${action}`).to.include(title);
            expect({ link, suggestedCopy }).to.deep.equal({ link: linkOf(title), suggestedCopy: [title] });
          }
          for (const { target, switchedOff = null } of links) {
            shared += 1;
            expect([...approved].map(linkOf), `after ${action}`).to.include(target);
            if (offered[0]) expect([target, switchedOff]).to.deep.equal([offered[0].link, null]);
          }
          const post = await now();
          if (post.publishedAt) expect(approved).to.include((await findPosts([id])).get(id)!.title);
          // A proposal next to a post that is not published, expired or recalled would be a second text.
          if (post.proposed) expect(['published', 'expired', 'recalled']).to.include(post.status);
        }
        await Share.deleteMany({});
        const digest = await composeDigest(services, { person: advocate, since: null });
        if (digest?.first) {
          expect(approved).to.include(digest.first.title).and.include(digest.first.words);
        }
      }),
      { numRuns: samples(25) },
    );
    expect(published, 'posts that were offered').to.be.above(20);
    expect(shared, 'links that were shared').to.be.above(5);
  });
});
