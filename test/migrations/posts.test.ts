import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { createApp } from '../../src/app.js';
import { findPosts, publishDuePosts } from '../../src/posts/index.js';
import { reconcileLinks } from '../../src/posts/synchronise-links.js';
import { migration as numberChangesOfPosts } from '../../src/migrations/005-number-changes-of-posts.js';
import { migration as lastDaysAsDays } from '../../src/migrations/006-last-days-as-days.js';
import { migration as approvedTitlesAndLastDays } from '../../src/migrations/041-approved-titles-and-last-days.js';
import { buildPost } from '../posts/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Posts from before changes were numbered and last days were days', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const db = () => mongoose.connection.db!;
  const posts = () => db().collection('posts');
  const links = () => db().collection('trackedlinks');

  const at = new Date('2026-11-01T09:00:00Z');
  async function oldPost(status: string, actions: string[], more: object = {}) {
    const _id = new Types.ObjectId();
    const history = actions.map((action) => ({ action, at, by: null, note: '' }));
    const published = actions.includes('publish');
    const link = 'https://example.com/new';
    const publishedAt = published ? at : null;
    await posts().insertOne({
      _id,
      status,
      revision: 4,
      link,
      history,
      publishedAt,
      linksPending: false,
      ...more,
    });
    return _id;
  }
  let slugs = 0;
  async function oldLink(
    post: Types.ObjectId,
    switchedOff: string | null,
    target = 'https://example.com/new',
  ) {
    slugs += 1;
    const [slug, shareId] = [`slug-${slugs}`, `share-${slugs}`];
    const labels = { postId: post.toString(), advocateId: 'a', network: 'x', level: 'corporate' };
    await links().insertOne({ slug, shareId, target, labels, switchedOff, createdAt: at, changedAt: at });
    return slug;
  }

  it('have links that say what the post says, also those that a recall had left open', async () => {
    const recalled = await oldPost('recalled', ['publish', 'recall']);
    const open = await oldPost('published', ['publish']);
    const restored = await oldPost('in-review', ['publish', 'recall', 'restore']);
    const revised = await oldPost('in-review', ['publish', 'revise']);
    const draft = await oldPost('draft', ['draft']);
    const expected: Record<string, string | null> = {
      [await oldLink(recalled, null)]: 'withdrawn',
      [await oldLink(recalled, 'withdrawn')]: 'withdrawn',
      [await oldLink(open, null)]: null,
      [await oldLink(restored, null, 'https://example.com/old')]: 'withdrawn',
      [await oldLink(revised, null, 'https://example.com/old')]: null,
    };
    await numberChangesOfPosts.run(db());
    // Again, as after an interruption.
    await numberChangesOfPosts.run(db());
    await publishDuePosts(services);
    const stored = await links().find().toArray();
    expect(
      Object.fromEntries(stored.map(({ slug, switchedOff }) => [slug, switchedOff as unknown])),
    ).to.deep.equal(expected);
    const targetOfRevised = await links().findOne({ 'labels.postId': revised.toString() });
    expect(targetOfRevised).to.include({ target: 'https://example.com/old', appliedRevision: 4 });
    expect((await posts().findOne({ _id: draft }))!.linkState).to.equal(null);
    expect(await reconcileLinks(services)).to.equal(0);
  });

  it('end with the day of the organization in which their last moment lay', async () => {
    await buildOrganization();
    const expiresAt = new Date('2026-11-23T04:59:59.999Z');
    const ending = await oldPost('published', ['publish'], { expiresAt });
    const endless = await oldPost('published', ['publish'], { expiresAt: null });
    const farAhead = await oldPost('published', ['publish'], { expiresAt: new Date('9999-12-31T23:59:59Z') });
    await lastDaysAsDays.run(db());
    await lastDaysAsDays.run(db());
    expect(await posts().findOne({ _id: ending }))
      .to.include({ lastDay: '2026-11-23' })
      .and.not.have.key('expiresAt');
    for (const _id of [endless, farAhead]) expect((await posts().findOne({ _id }))!.lastDay).to.equal(null);
  });

  it('say under which title and until which day they were published, unless they were changed since', async () => {
    const words = { title: 'Stored', lastDay: '2026-11-23' };
    const linkState = { revision: 4, switchedOff: null, target: 'https://example.com/new' };
    const titled = { ...linkState, title: 'Approved' };
    const [open, recalled, changed, changedAndTitled, draft] = [
      await oldPost('published', ['publish', 'revise', 'approve', 'publish'], { ...words, linkState }),
      await oldPost('recalled', ['publish', 'adjust', 'recall'], { ...words, linkState }),
      await oldPost('in-review', ['publish', 'revise'], { ...words, linkState }),
      await oldPost('expired', ['publish', 'revise', 'expire'], { ...words, linkState: titled }),
      await oldPost('draft', ['draft'], { ...words, linkState: null }),
    ];
    const far = [
      await oldPost('published', ['publish'], { linkState, lastDay: '9999-12-31' }),
      await oldPost('draft', ['draft'], { linkState: null, lastDay: '+010000-01-01' }),
    ];
    await approvedTitlesAndLastDays.run(db());
    await approvedTitlesAndLastDays.run(db());
    const stateOf = async (_id: Types.ObjectId) => (await posts().findOne({ _id }))!.linkState as unknown;
    for (const one of [open, recalled])
      expect(await stateOf(one)).to.deep.equal({ ...linkState, title: 'Stored', lastDay: '2026-11-23' });
    expect(await stateOf(changed)).to.deep.equal({ ...linkState, lastDay: null });
    expect(await stateOf(changedAndTitled)).to.deep.equal({ ...titled, lastDay: null });
    expect(await stateOf(draft)).to.equal(null);
    for (const _id of far) expect((await posts().findOne({ _id }))!.lastDay).to.equal(null);
  });

  it('show advocates no title that nobody approved, once they are migrated', async () => {
    const post = await buildPost({ services, title: 'Approved title' });
    const _id = new Types.ObjectId(post.id);
    await posts().updateOne({ _id }, { $unset: { linkState: 1, linksPending: 1 } });
    for (const migration of [numberChangesOfPosts, lastDaysAsDays, approvedTitlesAndLastDays])
      await migration.run(db());
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    const page = `/studio/posts/${post.id}/edit`;
    await agent.visit(page);
    expect((await agent.submit({ title: 'Unread title' }, page)).status).to.equal(303);
    expect((await findPosts([post.id])).get(post.id)!.title).to.equal('Approved title');
  });
});
