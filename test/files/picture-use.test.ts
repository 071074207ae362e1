import { expect } from 'chai';
import sinon from 'sinon';
import { reconcilePictures } from '../../src/files/reconcile-pictures.js';
import { storeDuePictures } from '../../src/files/store-due-pictures.js';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { Picture, pictureId } from '../../src/files/picture.model.js';
import { wantPictures } from '../../src/files/index.js';
import { composeDigest } from '../../src/digests/compose-digest.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { Post } from '../../src/posts/post.model.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { storeEntries } from '../../src/sources/store-entries.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { runJob } from '../support/run-job.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildPost } from '../posts/builders.js';
import { startSite, type Site } from '../sources/site.js';
import { plain } from './images.js';

describe('The picture of a post', function () {
  this.timeout(30_000);
  let site: Site;
  let services: TestServices;
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    site = await startSite({ '/picture': await plain().jpeg().toBuffer() });
    services = createTestServices();
  });
  afterEach(() => site.close());

  /** The builder takes https only, as the form does. */
  async function buildPictured() {
    const post = await buildPost({ services });
    await Post.updateOne({ _id: post.id }, { $set: { imageUrl: site.url('/picture') } });
    return post;
  }
  const entry = (imageUrl: string | null) => ({
    ...{ key: 'one', title: 'One', link: 'https://feed.example/1', summary: '', imageUrl },
    ...{ language: null, publishedAt: null },
  });
  const count = () => mongoose.connection.db!.collection('pictures.files').countDocuments();
  const reconcile = async () => {
    services.setNow(new Date(services.clock.now().getTime() + 60_000));
    await runJob(services, 'reconcile-pictures');
  };

  it('is shown in feed, share page, studio, inbox and digest, from our own host alone', async () => {
    const { id } = await buildPictured();
    const feed = { feedId: null, source: 'a page', now: services.clock.now() };
    await storeEntries(services, [entry(site.url('/picture'))], feed);
    const agent = await signedIn(createApp(services), { roles: ['advocate', 'editor'] });
    const pages = ['/feed', `/posts/${id}`, '/studio', '/studio/posts', '/studio/inbox'];
    const shown = async () => {
      const sources: string[] = [];
      for (const page of pages) {
        await agent.visit(page);
        // On the page of the post once at the title, and once in the preview.
        const all = agent.page('main img.picture');
        expect(new Set(all.toArray().map((one) => agent.page(one).attr('src'))), page).to.have.property(
          'size',
          1,
        );
        const picture = all.first();
        expect(picture.attr(), page).to.include({ width: '1200', height: '628', alt: '', loading: 'lazy' });
        const addresses = `${picture.attr('src')} ${picture.attr('srcset') ?? ''}`;
        expect(addresses, page).to.not.contain('//');
        sources.push(picture.attr('src')!);
      }
      const person = (await findActivePerson(agent.user.id))!;
      const digest = (await composeDigest(services, { person, since: null }))!;
      return [...sources, digest.first!.picture.src];
    };
    const drawn = await shown();
    expect(drawn.slice(0, -1).every((src) => /^\/pictures\/artwork\/.*\.svg$/.test(src))).to.equal(true);
    expect(drawn.at(-1)).to.match(/\/pictures\/artwork\/.*\.png$/);
    await runJob(services, 'store-pictures');
    const { hash } = (await Picture.findOne().lean())!;
    const path = `/pictures/${hash}-1200.jpg`;
    expect(await shown()).to.deep.equal([...pages.map(() => path), `${services.publicUrl}${path}`]);
  });

  it('is asked for when a post or an item comes with it, and not for an item that is known', async () => {
    await buildPost({ services, imageUrl: 'https://feed.example/post.jpg' });
    const feed = { feedId: null, source: 'a page', now: services.clock.now() };
    await storeEntries(services, [entry('https://feed.example/1.jpg')], feed);
    await storeEntries(services, [entry('https://feed.example/1.jpg')], feed);
    await storeEntries(services, [entry('https://feed.example/2.jpg')], feed);
    await storeEntries(services, [entry(null)], feed);
    const addresses = (await Picture.find().lean()).map(({ address }) => address);
    expect(addresses).to.have.members(['post', '1', '2'].map((name) => `https://feed.example/${name}.jpg`));
  });

  it('is asked for by the reconciliation when it was there before pictures were stored', async () => {
    await buildPictured();
    await reconcile();
    await runJob(services, 'store-pictures');
    expect(await Picture.findById(pictureId(site.url('/picture'))).lean()).to.include({ state: 'stored' });
  });

  it('is deleted with its files when nothing uses it any longer', async () => {
    const { id } = await buildPictured();
    const feed = { feedId: null, source: 'a page', now: services.clock.now() };
    await storeEntries(services, [entry(site.url('/picture'))], feed);
    await runJob(services, 'store-pictures');
    await reconcile();
    expect(await count()).to.equal(3);
    await Post.updateOne({ _id: id }, { $set: { imageUrl: null } });
    await reconcile();
    expect(await count()).to.equal(3);
    await InboxItem.updateOne({}, { $set: { status: 'dismissed' } });
    await reconcile();
    expect([await count(), await Picture.countDocuments()]).to.deep.equal([0, 0]);
  });

  it('is fetched once, although another feed has the same entry at each of its fetches', async () => {
    const feeds = ['a'.repeat(24), 'b'.repeat(24)];
    for (let round = 0; round < 3; round += 1) {
      for (const [n, feedId] of feeds.entries()) {
        const origin = { feedId, source: `feed ${n}`, now: services.clock.now() };
        await storeEntries(services, [entry(site.url(n ? '/other' : '/picture'))], origin);
      }
      await runJob(services, 'store-pictures');
      await reconcile();
    }
    expect(site.asked.map(({ path }) => path)).to.deep.equal(['/picture']);
  });

  it('is fetched when it is wanted again after its deletion was interrupted', async () => {
    await buildPictured();
    await reconcile();
    await runJob(services, 'store-pictures');
    // As the process leaves it that ends between the two steps.
    await Picture.updateOne({}, { $set: { state: 'waiting', dueAt: null, hash: null } });
    await reconcile();
    await runJob(services, 'store-pictures');
    expect(await Picture.findOne().lean()).to.include({ state: 'stored' });
  });

  it('leaves no file when it is stored while the reconciliation runs', async () => {
    const address = site.url('/picture');
    await wantPictures(services, [address]);
    services.setNow(new Date(services.clock.now().getTime() + 60_000));
    const take = Picture.findOneAndUpdate.bind(Picture);
    const deleting = sinon.stub(Picture, 'findOneAndUpdate').callsFake(((
      ...args: Parameters<typeof take>
    ) => {
      deleting.restore();
      return { lean: () => storeDuePictures(services).then(() => take(...args).lean()) };
    }) as never);
    await reconcilePictures(services, []);
    expect([await count(), await Picture.countDocuments()]).to.deep.equal([0, 0]);
  });

  it('stays when somebody asks for it while what is in use is listed', async () => {
    services.setNow(new Date(services.clock.now().getTime() + 1));
    await wantPictures(services, [site.url('/picture')]);
    await runJob(services, 'reconcile-pictures');
    expect(await Picture.countDocuments()).to.equal(1);
  });
});
