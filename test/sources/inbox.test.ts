import { expect } from 'chai';
import sinon from 'sinon';
import { createApp } from '../../src/app.js';
import { findPosts } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { dismissItem, restoreItem } from '../../src/sources/dismiss-item.js';
import { fetchFeed } from '../../src/sources/fetch-feed.js';
import { draftFromItem } from '../../src/sources/draft-from-item.js';
import { importPage } from '../../src/sources/import-page.js';
import { changeFeed } from '../../src/sources/manage-feeds.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { onceReached } from '../support/once-reached.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import type { TestServices } from '../support/services.js';
import { buildFeed, entries, fixture, hastyServices, inbox, rss } from './builders.js';
import { startSite, typed, withStatus, type Site } from './site.js';

describe('The inbox', () => {
  let site: Site;
  let services: TestServices;
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    site = await startSite();
    services = hastyServices();
  });
  afterEach(() => site.close());

  const editor = () => signedIn(createApp(services), { roles: ['editor'], timeZone: 'Asia/Tokyo' });
  const titles = (agent: { page: Awaited<ReturnType<typeof editor>>['page'] }) =>
    agent
      .page('h2.post-title')
      .map((_, title) =>
        agent.page(title).clone().children().find('.visually-hidden').remove().end().text().trim(),
      )
      .get();

  it('shows what came, newest first, as plain words, with dates in the reader’s zone', async () => {
    site.pages['/'] = await fixture('newsroom.rss');
    await buildFeed(services, site.url('/'));
    const agent = await editor();
    expect((await agent.visit('/studio/inbox')).status).to.equal(200);
    expect(titles(agent).slice(0, 2)).to.deep.equal([
      'We opened a second workshop & café',
      'A picture in the text',
    ]);
    const card = agent.page('article').eq(0);
    expect(card.text()).to.contain('Forty people now work in Porto. The café is open to all.');
    expect(card.text()).to.contain('16.11.2026, 16:30');
    expect(card.text()).to.contain('British English');
    // A picture of another site would show that site who reads what.
    expect(card.find('img')).to.have.length(1);
    expect(card.find('img').attr('src')).to.match(/^\/pictures\//);
    expect(agent.page('article a[href^="javascript"]').length).to.equal(0);
  });

  it('goes page by page, and shows one feed alone', async () => {
    site.pages['/a'] = rss(entries(30, 'alpha'), 'Alpha');
    site.pages['/b'] = rss(entries(2, 'beta'), 'Beta');
    await buildFeed(services, site.url('/a'));
    const beta = await buildFeed(services, site.url('/b'));
    const agent = await editor();
    await agent.visit('/studio/inbox');
    expect(agent.page('article').length).to.equal(25);
    await agent.visit(agent.page('.pagination a[rel=next]').attr('href')!);
    expect(agent.page('article').length).to.equal(7);
    await agent.visit(`/studio/inbox?feed=${beta.feedId}`);
    expect(titles(agent).sort()).to.deep.equal(['beta 1', 'beta 2']);
    expect(agent.page('select[name=feed] option[selected]').text()).to.equal('Beta');
    await agent.visit('/studio/inbox?feed=pages');
    expect(agent.page('.empty').length).to.equal(1);
    expect((await agent.visit('/studio/inbox?feed=$ne&page=x&status=all')).status).to.equal(200);
  });

  it('makes a draft with one click, once, and leads to where it is written', async () => {
    site.pages['/'] = await fixture('newsroom.rss');
    await buildFeed(services, site.url('/'));
    const item = (await InboxItem.findOne({ title: /workshop/ }).lean())!;
    const agent = await editor();
    await agent.visit('/studio/inbox');
    const action = `/studio/inbox/${item._id.toString()}/draft`;
    const made = await agent.submit({}, action);
    expect(made.status).to.equal(303);
    const post = (await Post.findOne().lean())!;
    expect(made.headers.location).to.equal(`/studio/posts/${post._id.toString()}/edit`);
    expect(post).to.include({
      title: 'We opened a second workshop & café',
      link: 'https://news.example/2026/workshop?id=1',
      summary: 'Forty people now work in Porto. The café is open to all.',
      imageUrl: 'https://images.example/large.jpg?w=460&q=55',
      language: 'en',
      status: 'draft',
    });
    expect(post.suggestedCopy).to.deep.equal(['We opened a second workshop & café']);

    await agent.visit('/studio/inbox');
    expect(agent.page(`form[action="${action}"]`).length).to.equal(0);
    await agent.visit('/studio/inbox?status=used');
    expect(agent.page(`article a[href="/studio/posts/${post._id.toString()}"]`).length).to.equal(1);
    expect(await draftFromItem(services, { itemId: item._id.toString(), actor: agent.user })).to.deep.equal({
      postId: post._id.toString(),
      isNew: false,
    });
    expect(await Post.countDocuments()).to.equal(1);
  });

  it('says which parameters of the publisher a draft leaves out, as the settings of the feed have it', async () => {
    const link = 'https://feed.example/1?b=%20c&utm_source=rss&UTM_Medium=feed&a=1+2#part';
    site.pages['/'] = rss([
      { title: 'Tagged', link },
      { title: 'Plain', link: 'https://feed.example/2?utmost=1' },
      { title: 'In the fragment', link: 'https://feed.example/3#utm_source=rss' },
    ]);
    const { feedId } = await buildFeed(services, site.url('/'));
    const agent = await editor();
    const note = async (title: string) => {
      await agent.visit('/studio/inbox');
      const card = agent.page('article').filter((_, one) => agent.page(one).text().includes(title));
      return card.find('.meta').eq(1).text().trim();
    };
    const draftOf = async (title: string) => {
      const item = (await InboxItem.findOne({ title }).lean())!;
      const { postId } = await draftFromItem(services, { itemId: item._id.toString(), actor: agent.user });
      return (await Post.findById(postId).lean())!.link;
    };
    const dropped =
      'The link has campaign parameters of the publisher: utm_source, utm_medium. A draft leaves them out.';
    expect(await note('Tagged')).to.equal(dropped);
    expect(await note('Plain')).to.equal('');
    expect(await note('In the fragment')).to.contain('utm_source. A draft leaves it out.');
    expect(await draftOf('In the fragment')).to.equal('https://feed.example/3');
    expect(await draftOf('Plain')).to.equal('https://feed.example/2?utmost=1');

    await agent.visit('/studio/feeds');
    const settings = `/studio/feeds/${feedId}`;
    await agent.visit(agent.page(`a[href="${settings}"]`).attr('href')!);
    expect(agent.page('h1').text()).to.equal('Settings of A feed');
    expect(agent.page('input[name=publisherUtm]:checked').val()).to.equal('drop');
    expect((await agent.submit({ publisherUtm: 'burn' }, settings)).status).to.equal(422);
    expect(agent.page('.field-error').text()).to.contain('Choose what becomes of the parameters.');
    expect((await agent.submit({ publisherUtm: 'keep' }, settings)).status).to.equal(303);
    await agent.visit(settings);
    expect(agent.page('input[name=publisherUtm]:checked').val()).to.equal('keep');
    expect(await note('Tagged')).to.equal(
      'The link has campaign parameters of the publisher: utm_source, utm_medium. They stay in a draft.',
    );

    await agent.visit(settings);
    await agent.submit({ publisherUtm: 'drop' }, settings);
    expect(await draftOf('Tagged')).to.equal('https://feed.example/1?b=%20c&a=1+2#part');
  });

  it('keeps the parameters of a feed that says so, and of an address that an editor entered', async () => {
    site.pages['/'] = rss([{ title: 'From the feed', link: 'https://feed.example/1?utm_source=rss' }]);
    const { feedId } = await buildFeed(services, site.url('/'));
    site.pages['/page?utm_source=mail'] = typed('text/html', '<title>A page</title>');
    const { user } = await editor();
    await importPage(services, { actor: user, url: site.url('/page?utm_source=mail') });
    await changeFeed(services, { actor: user, feedId, publisherUtm: 'keep' });
    for (const item of await inbox())
      await draftFromItem(services, { itemId: item._id.toString(), actor: user });
    const links = (await Post.find().lean()).map(({ link }) => link);
    expect(links).to.have.members([
      'https://feed.example/1?utm_source=rss',
      site.url('/page?utm_source=mail'),
    ]);
  });

  it('makes one draft of two clicks at once', async () => {
    site.pages['/'] = rss(entries(1));
    const { feedId } = await buildFeed(services, site.url('/'));
    const itemId = (await InboxItem.findOne().lean())!._id.toString();
    const { user } = await editor();
    const click = () => draftFromItem(services, { itemId, actor: user }).catch((error: unknown) => error);
    const answers = await Promise.all([click(), click()]);
    expect(await Post.countDocuments()).to.equal(1);
    for (const answer of answers) if (answer instanceof Error) expect(answer).to.be.instanceOf(NotAllowedNow);
    await fetchFeed(services, { actor: 'clock', feedId });
    expect(await InboxItem.countDocuments({ status: 'used' })).to.equal(1);
  });

  it('makes one draft, however often something fails in between', async () => {
    site.pages['/'] = rss(entries(1));
    await buildFeed(services, site.url('/'));
    const personId = (await editor()).user.id;
    const itemId = (await inbox())[0]!._id.toString();
    const draft = () => draftFromItem(services, { itemId, actor: acting('editor', personId) });
    for (let failures = 0; failures < 2; failures += 1) {
      const updates = sinon
        .stub(InboxItem, 'updateOne')
        .onFirstCall()
        .rejects(new Error('away'))
        .callThrough();
      await draft().then(
        () => expect.fail('it failed'),
        () => undefined,
      );
      updates.restore();
    }
    // Killed: the claim stays, and is taken over after a minute.
    await InboxItem.updateOne({ _id: itemId }, { draftingSince: services.clock.now() });
    services.setNow(new Date(services.clock.now().getTime() + 61_000));
    const { postId } = await draft();
    expect((await Post.find().lean()).map(({ _id }) => _id.toString())).to.deep.equal([postId]);
    expect(await draft()).to.deep.equal({ postId, isNew: false });
  });

  it('makes a draft of anything that is in it, however long', async () => {
    site.pages['/'] = rss([
      {
        title: 'Long '.repeat(200),
        link: 'https://feed.example/long',
        description: 'Words '.repeat(1_000),
        guid: 'x',
      },
    ]);
    await buildFeed(services, site.url('/'));
    const itemId = (await InboxItem.findOne().lean())!._id.toString();
    const { user } = await editor();
    const { postId } = await draftFromItem(services, { itemId, actor: user });
    expect((await findPosts([postId])).size).to.equal(1);
  });

  it('lets go of what is dismissed, and takes it back', async () => {
    site.pages['/'] = rss(entries(2));
    await buildFeed(services, site.url('/'));
    const itemId = (await InboxItem.findOne({ title: 'entry 1' }).lean())!._id.toString();
    const agent = await editor();
    await agent.visit('/studio/inbox?page=1');
    const dismissed = await agent.submit({}, `/studio/inbox/${itemId}/dismiss`);
    expect(dismissed.headers.location).to.equal('/studio/inbox?page=1');
    await agent.visit('/studio/inbox');
    expect(titles(agent)).to.deep.equal(['entry 2']);
    await agent.visit('/studio/inbox?status=dismissed');
    expect(titles(agent)).to.deep.equal(['entry 1']);
    await agent.submit({}, `/studio/inbox/${itemId}/restore`);
    await agent.visit('/studio/inbox');
    expect(titles(agent).sort()).to.deep.equal(['entry 1', 'entry 2']);
  });

  it('lets nobody dismiss, or take back, what a post was made of', async () => {
    site.pages['/'] = rss(entries(1));
    await buildFeed(services, site.url('/'));
    const itemId = (await inbox())[0]!._id.toString();
    await draftFromItem(services, { itemId, actor: acting('editor', (await editor()).user.id) });
    for (const move of [dismissItem, restoreItem]) {
      const refused = await move(services, { actor: acting('editor'), itemId }).catch(
        (error: unknown) => error,
      );
      expect(refused).to.be.instanceOf(NotAllowedNow);
      expect((await inbox())[0]!.status).to.equal('used');
    }
  });

  it('lets go at once of an item of which no draft could be made', async () => {
    site.pages['/'] = rss(entries(1));
    await buildFeed(services, site.url('/'));
    const itemId = (await inbox())[0]!._id.toString();
    const personId = (await editor()).user.id;
    onceReached('create.ready', () => Promise.reject(new Error('away')));
    const failed = await draftFromItem(services, { itemId, actor: acting('editor', personId) }).catch(
      (error: Error) => error.message,
    );
    expect(failed).to.equal('away');
    await dismissItem(services, { actor: acting('editor'), itemId });
    expect((await inbox())[0]!.status).to.equal('dismissed');
  });

  it('lets go of an item whose draft was being made by a process that ended', async () => {
    site.pages['/'] = rss(entries(1));
    await buildFeed(services, site.url('/'));
    const itemId = (await InboxItem.findOne().lean())!._id.toString();
    await InboxItem.updateOne({ _id: itemId }, { $set: { draftingSince: services.clock.now() } });
    const refused = await dismissItem(services, { actor: acting('editor'), itemId }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(NotAllowedNow);
    services.setNow(new Date(services.clock.now().getTime() + 61_000));
    await dismissItem(services, { actor: acting('editor'), itemId });
    expect((await InboxItem.findById(itemId).lean())!.status).to.equal('dismissed');
  });

  it('answers a page that can not be added next to the field, and keeps what was typed', async () => {
    site.pages['/page'] = typed('text/html', '<title>A page</title>');
    const agent = await editor();
    await agent.visit('/studio/inbox');
    expect(agent.page('.empty a').attr('href')).to.equal('/studio/feeds');
    const gone = await agent.submit({ url: site.url('/gone') }, '/studio/inbox');
    expect(gone.status).to.equal(422);
    expect(agent.page('input[name=url]').val()).to.equal(site.url('/gone'));
    expect(agent.page('.field-error').text()).to.contain('nothing at this address (404)');
    expect((await agent.submit({ url: site.url('/page') }, '/studio/inbox')).status).to.equal(303);
    await agent.visit('/studio/inbox');
    expect(titles(agent)).to.deep.equal(['A page']);
    expect(agent.page.text()).to.contain('“A page” is in the inbox');
  });

  it('knows no malformed or unknown item', async () => {
    site.pages['/'] = rss(entries(1));
    await buildFeed(services, site.url('/'));
    const agent = await editor();
    await agent.visit('/studio/inbox');
    const token = agent.page('input[name=_csrf]').first().val() as string;
    for (const id of ['x', 'a'.repeat(24)])
      for (const verb of ['draft', 'dismiss', 'restore']) {
        const answer = await agent.http
          .post(`/studio/inbox/${id}/${verb}`)
          .type('form')
          .send({ _csrf: token });
        expect(answer.status).to.equal(404);
      }
  });

  it('is read by approvers, who draft nothing, and closed to advocates', async () => {
    site.pages['/'] = rss(entries(1));
    await buildFeed(services, site.url('/'));
    const approver = await signedIn(createApp(services), { roles: ['approver'] });
    await approver.visit('/studio/inbox');
    expect(approver.page('article').length).to.equal(1);
    expect(approver.page('main form[method=post]').length).to.equal(0);
    const advocate = await signedIn(createApp(services));
    expect((await advocate.visit('/studio/inbox')).status).to.equal(403);
    expect((await advocate.visit('/studio/feeds')).status).to.equal(403);
  });
});

describe('The list of feeds', () => {
  let site: Site;
  let services: TestServices;
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    site = await startSite();
    services = hastyServices();
  });
  afterEach(() => site.close());

  it('lets an editor add a feed, fetch it, read what came of it, and remove it', async () => {
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    await agent.visit('/studio/feeds');
    expect(agent.page('.empty').length).to.equal(1);
    const page = await agent.submit({ url: site.url('/gone') }, '/studio/feeds');
    expect(page.status).to.equal(422);
    expect(agent.page('.field-error').text()).to.contain('nothing at this address (404)');

    site.pages['/'] = await fixture('newsroom.rss');
    expect((await agent.submit({ url: site.url('/') }, '/studio/feeds')).status).to.equal(303);
    await agent.visit('/studio/feeds');
    expect(agent.page.text()).to.contain('4 new items are in the inbox');
    const row = () => agent.page('li.item').text().replace(/\s+/g, ' ');
    expect(row()).to.contain('Acme & friends: newsroom');
    expect(row()).to.contain('4 new 0 seen before');
    expect(row()).to.contain("5 can't be used");
    expect(row()).to.contain('A script for a link – Its link is not a usable http or https address.');
    expect(row()).to.contain('Entry 8 – It has neither a title nor a text.');

    site.pages['/'] = withStatus(500);
    await agent.submit({}, agent.page('form[action$="/fetch"]').attr('action'));
    await agent.visit('/studio/feeds');
    expect(row()).to.contain('The site has a problem of its own (500)');

    await agent.visit(agent.page('a[href$="/remove"]').attr('href')!);
    expect(agent.page('main').text()).to.contain('no longer fetched');
    await agent.submit({}, agent.page('form[action$="/remove"]').attr('action'));
    await agent.visit('/studio/feeds');
    expect(agent.page('.empty').length).to.equal(1);
    await agent.visit('/studio/inbox');
    expect(agent.page('article').length).to.equal(4);
  });
});
