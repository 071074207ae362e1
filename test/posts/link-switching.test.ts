import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { createApp } from '../../src/app.js';
import { expireDuePosts, findPosts, publishDuePosts, recallPost } from '../../src/posts/index.js';
import { restorePost } from '../../src/posts/review-post.js';
import { type PostInput } from '../../src/posts/post-fields.js';
import { Post } from '../../src/posts/post.model.js';
import { reconcileLinks } from '../../src/posts/synchronise-links.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { type NetworkName } from '../../src/sharing/index.js';
import { openShare } from '../../src/sharing/open-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildPost } from './builders.js';

describe('The links of a recalled post', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  beforeEach(() => services.setNow('2026-11-18T09:00:00Z'));
  const services = createTestServices();

  async function published(fields: Partial<PostInput> = {}) {
    const post = await buildPost({ services, ...fields });
    const editor = await buildUser({ roles: ['editor'] });
    const person = (await findActivePerson((await buildUser()).id))!;
    const share = (network: NetworkName) =>
      openShare(services, { actor: person, postId: post.id, network, caption: 'Look.' });
    const recall = () => recallPost(services, { postId: post.id, actor: editor, note: 'Wrong' });
    return { post, editor, share, recall };
  }
  const openLinks = () => TrackedLink.countDocuments({ switchedOff: null });
  const caught = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  /** Calls `meanwhile` once, just before the first call of this method. */
  function justBefore(model: object, method: string, meanwhile: () => Promise<unknown>) {
    const target = model as Record<string, (...args: unknown[]) => { lean(): Promise<unknown> }>;
    const original = target[method]!.bind(model);
    const stub = sinon.stub(target, method);
    stub.callsFake((...args) => {
      stub.restore();
      const done = meanwhile().then(() => original(...args));
      return Object.assign(done, { lean: () => done });
    });
  }

  it('stay off when the recall came while publishing switched them on', async () => {
    const { post, editor, share, recall } = await published();
    await share('linkedin');
    await recall();
    await restorePost(services, { postId: post.id, actor: editor });
    await Post.updateOne({ _id: post.id }, { $set: { status: 'approved' } });
    justBefore(TrackedLink, 'updateMany', recall);
    await publishDuePosts(services);
    expect((await Post.findById(post.id).lean())!.status).to.equal('recalled');
    expect(await openLinks()).to.equal(0);
    await publishDuePosts(services);
    expect(await Post.countDocuments({ linksPending: true })).to.equal(0);
    expect(await openLinks()).to.equal(0);
  });

  it('are switched off, and those of no other post', async () => {
    const [recalled, other] = [await published(), await published()];
    for (const { share } of [recalled, other]) await share('linkedin');
    await recalled.recall();
    const off = await TrackedLink.find({ switchedOff: 'withdrawn' }).lean();
    expect(off.map(({ labels }) => labels.postId)).to.deep.equal([recalled.post.id]);
  });

  it('stay off when the recall came before the share’s link was made, and nobody is given that link', async () => {
    const { share, recall } = await published();
    justBefore(TrackedLink, 'findOneAndUpdate', recall);
    expect(await caught(share('linkedin'))).to.be.instanceOf(NotAllowedNow);
    expect(await TrackedLink.countDocuments()).to.equal(1);
    expect(await openLinks()).to.equal(0);
    expect(await Share.countDocuments()).to.equal(0);
  });

  it('stay withdrawn when the post is restored and its last day passes before anybody approved it', async () => {
    const { post, editor, share, recall } = await published({ lastDay: '2026-11-20' });
    await share('linkedin');
    await recall();
    await restorePost(services, { postId: post.id, actor: editor });
    services.setNow('2026-11-25T09:00:00Z');
    await expireDuePosts(services);
    expect((await Post.findById(post.id).lean())!.status).to.equal('expired');
    expect(await TrackedLink.distinct('switchedOff')).to.deep.equal(['withdrawn']);
  });

  it('name no address and no title that nobody approved, when the last day of a post passes whose change waits', async () => {
    const lastDay = '2026-11-19';
    const { post, share } = await published({ link: 'https://example.com/approved', lastDay });
    await share('linkedin');
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    const page = `/studio/posts/${post.id}/edit`;
    await agent.visit(page);
    const changes = { title: 'Unread', link: 'https://evil.example/login', expiresOn: '2026-11-20' };
    expect((await agent.submit(changes, page)).status).to.equal(303);
    expect((await findPosts([post.id])).get(post.id)!.title).to.equal(post.title);
    services.setNow('2026-11-25T09:00:00Z');
    await expireDuePosts(services);
    const links = await TrackedLink.find().lean();
    expect(links.map(({ switchedOff, target }) => ({ switchedOff, target }))).to.deep.equal([
      { switchedOff: 'expired', target: 'https://example.com/approved' },
    ]);
  });

  it('are switched off after a crash, even if the post was restored before the next run', async () => {
    const { post, editor, share, recall } = await published();
    await share('linkedin');
    justBefore(TrackedLink, 'updateMany', () => Promise.reject(new Error('killed')));
    expect(await caught(recall())).to.be.instanceOf(Error);
    expect(await openLinks()).to.equal(1);
    await restorePost(services, { postId: post.id, actor: editor });
    await publishDuePosts(services);
    expect(await openLinks()).to.equal(0);
  });

  it('are switched off by the next run when a recall was cut short just before an earlier change was done with', async () => {
    const { post, share, recall } = await published();
    await share('linkedin');
    await Post.updateOne({ _id: post.id }, { $set: { linksPending: true } });
    justBefore(Post, 'updateOne', () => {
      justBefore(TrackedLink, 'updateMany', () => Promise.reject(new Error('killed')));
      return caught(recall());
    });
    await publishDuePosts(services);
    expect((await Post.findById(post.id).lean())!.status).to.equal('recalled');
    expect(await openLinks(), 'links that the recall left on').to.equal(1);
    await publishDuePosts(services);
    expect(await openLinks()).to.equal(0);
  });

  it('are found by the daily comparison when a share was cut short, and the log says how many', async () => {
    const { share, recall } = await published();
    await share('x');
    justBefore(TrackedLink, 'findOneAndUpdate', recall);
    const findById = sinon.stub(Post, 'findById');
    findById.callThrough();
    findById.withArgs(sinon.match.any, { linkState: 1 }).throws(new Error('killed'));
    await caught(share('linkedin'));
    sinon.restore();
    expect(await openLinks()).to.equal(1);
    const warn = sinon.stub(services.log, 'warn');
    expect(await reconcileLinks(services)).to.equal(1);
    sinon.assert.calledWithMatch(warn, { event: 'links.reconciled', corrected: 1 });
    expect(await openLinks()).to.equal(0);
    expect(await reconcileLinks(services)).to.equal(0);
  });

  it('are corrected by the daily comparison after something else wrote to them', async () => {
    const { share, recall } = await published();
    await share('x');
    await recall();
    await TrackedLink.updateMany({}, { $set: { switchedOff: null } });
    expect(await reconcileLinks(services)).to.equal(1);
    expect(await openLinks()).to.equal(0);
  });

  it('are off in whatever order recalling, publishing, expiring and sharing meet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, shares) => {
        await emptyDatabase();
        sinon.restore();
        const { post, editor, share, recall } = await published();
        await share('x');
        if (!shares) {
          await recall();
          await restorePost(services, { postId: post.id, actor: editor });
          await Post.updateOne({ _id: post.id }, { $set: { status: 'approved' } });
        }
        const inTurn = (model: object, method: string) => {
          const target = model as Record<string, (...args: unknown[]) => Promise<unknown>>;
          const original = target[method]!.bind(model);
          sinon.stub(target, method).callsFake((...args) => {
            const done = scheduler.schedule(Promise.resolve(), method).then(() => original(...args));
            return Object.assign(done, { lean: () => done });
          });
        };
        inTurn(TrackedLink, 'updateMany');
        inTurn(TrackedLink, 'findOneAndUpdate');
        inTurn(Post, 'updateOne');
        const recallAtLast = async () => {
          while (await caught(recall())) await scheduler.schedule(Promise.resolve(), 'try again');
        };
        await scheduler.waitFor(
          Promise.all([
            recallAtLast(),
            publishDuePosts(services),
            expireDuePosts(services),
            caught(share('linkedin')),
            caught(share('email')),
          ]),
        );
        sinon.restore();
        await publishDuePosts(services);
        expect((await Post.findById(post.id).lean())!.status).to.equal('recalled');
        expect(await openLinks()).to.equal(0);
      }),
      { numRuns: 8 },
    );
  });
});
