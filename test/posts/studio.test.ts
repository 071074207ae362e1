import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import {
  createTopic,
  listTopics,
  expireDuePosts,
  getOfferedPost,
  listOfferedPosts,
  publishDuePosts,
  submitPost,
} from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { createTrackedLink } from '../../src/links/create-tracked-link.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { acting } from '../support/actors.js';
import { createAgent, signedIn } from '../support/agent.js';
import { User } from '../../src/people/user.model.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildDraft, buildPost, sendBackAsEarlierReleasesDid } from './builders.js';

describe('In the studio', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let services: TestServices;
  let app: App;
  beforeEach(() => {
    services = createTestServices();
    app = createApp(services);
  });

  const filled = {
    title: 'We hire twelve engineers',
    link: 'https://example.com/jobs',
    suggestedCopy: ['My team is growing.', 'Come and work with us.'],
  };

  it('a post goes from draft to published at its time, for the right people only, and ends', async () => {
    const [sales, legal] = [await buildTeam({ name: 'Sales' }), await buildTeam({ name: 'Legal' })];
    const [jobs, green] = [
      await createTopic(services, { actor: acting('editor'), name: 'Jobs' }),
      await createTopic(services, { actor: acting('editor'), name: 'Green' }),
    ];
    // An admin may write and approve, but not both at once.
    const author = await signedIn(app, { name: 'Ana', roles: ['admin'], timeZone: 'America/New_York' });
    await author.visit('/studio/posts/new');
    const saved = await author.submit(
      {
        ...filled,
        topicId: jobs.id,
        audienceTeamIds: [sales.id],
        publishOn: '2026-11-20',
        publishTime: '08:30',
        expiresOn: '2026-11-22',
      },
      '/studio/posts/new',
    );
    expect(saved.status).to.equal(303);
    const page = saved.headers.location!;
    const id = page.split('/').at(-1)!;

    await author.visit(page);
    expect(author.page('main').text()).to.contain('The draft is saved').and.to.contain('My team is growing.');
    expect((await author.submit({}, `${page}/submit`)).status).to.equal(303);
    await author.visit(page);
    expect(author.page('main').text()).to.contain('someone else approves it');
    expect(author.page(`form[action="${page}/approve"]`)).to.have.length(0);
    const _csrf = author.page('input[name=_csrf]').first().val() as string;
    const own = await author.http.post(`${page}/approve`).type('form').send({ _csrf });
    expect(own.status).to.equal(409);
    expect(own.text).to.contain('Ask another approver');

    const approver = await signedIn(app, { name: 'Ben', roles: ['approver'] });
    await approver.visit('/studio');
    expect(approver.page('#queue-to-review').text()).to.contain('1');
    await approver.visit(page);
    await approver.submit({}, `${page}/approve`);
    const offered = (teamId: string, topicIds: string[] = []) =>
      listOfferedPosts(services, { teamId, topicIds });

    // 8:30 in New York is 13:30 UTC.
    services.setNow('2026-11-20T13:29:59Z');
    expect(await publishDuePosts(services)).to.equal(0);
    expect(await offered(sales.id)).to.be.empty;
    services.setNow('2026-11-20T13:30:00Z');
    expect(await publishDuePosts(services)).to.equal(1);
    expect((await offered(sales.id)).map((post) => post.id)).to.deep.equal([id]);
    expect(await offered(sales.id, [jobs.id])).to.have.length(1);
    expect(await offered(sales.id, [green.id])).to.be.empty;
    expect(await offered(legal.id)).to.be.empty;

    // Its last day ends where the organization is, in Berlin.
    services.setNow('2026-11-22T22:59:59Z');
    expect(await expireDuePosts(services)).to.equal(0);
    services.setNow('2026-11-22T23:00:00Z');
    expect(await offered(sales.id)).to.be.empty;
    expect(await expireDuePosts(services)).to.equal(1);
    await approver.visit('/studio');
    expect(approver.page('main').text()).to.contain('1 expired post');
    await approver.visit(page);
    expect(
      approver
        .page('.timeline li')
        .toArray()
        .map((li) => approver.page(li).contents().slice(1).text().trim()),
    ).to.deep.equal([
      'Its last day was over',
      'It was published',
      'Ben approved it',
      'Ana sent it to review',
      'Ana wrote the draft',
    ]);
  });

  it('posts that are over are counted, each where it belongs', async () => {
    const posts = [await buildPost(), await buildPost(), await buildPost()];
    await buildPost();
    for (const [n, status] of (['expired', 'recalled', 'recalled'] as const).entries())
      await Post.updateOne({ _id: posts[n]!.id }, { $set: { status } });
    const editor = await signedIn(app, { roles: ['editor'] });
    await editor.visit('/studio');
    expect(editor.page('main').text()).to.contain('1 expired post').and.to.contain('2 recalled posts');
  });

  it('a post without a day is offered the moment it is approved', async () => {
    const draft = await buildDraft({ services });
    await submitPost(services, { postId: draft.id, actor: acting('editor', draft.authorId) });
    const approver = await signedIn(app, { roles: ['approver'] });
    await approver.visit(`/studio/posts/${draft.id}`);
    await approver.submit({}, `/studio/posts/${draft.id}/approve`);
    expect(await listOfferedPosts(services, { teamId: null, topicIds: [] })).to.have.length(1);
  });

  it('overlapping ticks publish a post once', async () => {
    const draft = await buildDraft({ services, publishAt: new Date('2026-11-20T09:00:00Z') });
    await Post.updateOne({ _id: draft.id }, { $set: { status: 'approved' } });
    services.setNow('2026-11-20T09:00:00Z');
    const counts = await Promise.all([
      publishDuePosts(services),
      publishDuePosts(services),
      publishDuePosts(services),
    ]);
    expect(counts.reduce((sum, count) => sum + count)).to.equal(1);
  });

  it('a post comes back with a note, is changed and sent again', async () => {
    const author = await signedIn(app, { name: 'Ana', roles: ['editor'] });
    const { id } = await buildDraft({ services, authorId: author.user.id });
    await submitPost(services, { postId: id, actor: author.user });
    const approver = await signedIn(app, { name: 'Ben', roles: ['approver'] });
    const page = `/studio/posts/${id}`;
    await approver.visit(page);
    const empty = await approver.submit({ note: ' ' }, `${page}/return`);
    expect(empty.status).to.equal(422);
    expect(approver.page('#note').attr('aria-invalid')).to.equal('true');
    await approver.submit({ note: 'Which twelve?' }, `${page}/return`);

    await author.visit('/studio');
    expect(author.page('main').text())
      .to.contain('Ben returned it: “Which twelve?”')
      .and.to.contain('Returned');
    await author.visit(`${page}/edit`);
    expect((await author.submit({ title: 'Twelve engineers for Berlin' }, `${page}/edit`)).status).to.equal(
      303,
    );
    await author.visit(page);
    await author.submit({}, `${page}/submit`);
    await approver.visit('/studio');
    expect(approver.page('main').text()).to.contain('Twelve engineers for Berlin');
  });

  it('a recalled post leaves the feed with its links; approved again, both come back', async () => {
    const post = await buildPost({ services });
    const labels = {
      postId: post.id,
      advocateId: 'a'.repeat(24),
      teamId: null,
      network: 'linkedin',
      topicId: null,
      level: post.level,
    };
    const target = { target: post.link, shareId: 'b'.repeat(24), campaign: post.campaign, labels };
    const { slug } = await createTrackedLink(services, target);
    const editor = await signedIn(app, { roles: ['editor'] });
    const page = `/studio/posts/${post.id}`;
    const follow = async () => {
      // What was changed is known within this time to every process.
      await wait(700);
      return (await editor.http.get(`/l/${slug}`)).status;
    };
    expect(await follow()).to.equal(302);

    await editor.visit(page);
    await editor.visit(`${page}/recall`);
    await editor.submit({ note: 'A wrong number' }, `${page}/recall`);
    expect(await listOfferedPosts(services, { teamId: null, topicIds: [] })).to.be.empty;
    expect(await follow()).to.equal(410);
    await editor.visit(page);
    expect(editor.page('main').text()).to.contain('A wrong number');

    await editor.submit({}, `${page}/restore`);
    expect(await follow()).to.equal(410);
    const approver = await signedIn(app, { roles: ['approver'] });
    await approver.visit(page);
    await approver.submit({}, `${page}/approve`);
    expect(await follow()).to.equal(302);
    const again = await getOfferedPost(services, { id: post.id, teamId: null });
    expect(again.publishedAt).to.deep.equal(post.publishedAt);
  });

  it('a post that an earlier release sent back to review, or that was then returned, can be recalled, for its links lead on', async () => {
    const post = await buildPost({ services });
    const labels = {
      postId: post.id,
      advocateId: 'a'.repeat(24),
      teamId: null,
      network: 'linkedin',
      topicId: null,
      level: post.level,
    };
    await createTrackedLink(services, {
      target: post.link,
      shareId: 'b'.repeat(24),
      campaign: post.campaign,
      appliedRevision: post.publishedRevision,
      labels,
    });
    const admin = await signedIn(app, { roles: ['admin'] });
    const page = `/studio/posts/${post.id}`;
    const openLinks = () => TrackedLink.countDocuments({ switchedOff: null });
    await sendBackAsEarlierReleasesDid(post.id, { title: 'Other words' });
    await admin.visit(page);
    expect(admin.page('main').text()).to.contain('still lead on');
    expect(admin.page(`a[href="${page}/recall"]`).length).to.equal(1);

    await admin.submit({ note: 'Please shorten it' }, `${page}/return`);
    expect(await openLinks()).to.equal(1);
    await admin.visit(`${page}/recall`);
    expect(admin.page('main').text()).to.contain('still lead on');
    expect((await admin.submit({ note: 'A wrong number' }, `${page}/recall`)).status).to.equal(303);
    expect(await openLinks()).to.equal(0);
    expect((await Post.findById(post.id).lean())!.status).to.equal('recalled');
    // Brought back, there is nothing to recall: its links are off already.
    await admin.visit(page);
    await admin.submit({}, `${page}/restore`);
    await admin.visit(page);
    expect(admin.page(`a[href="${page}/recall"]`).length).to.equal(0);
  });

  it('a recall that was cut short is finished by the next tick', async () => {
    const post = await buildPost({ services });
    const { id: advocateId } = await buildUser();
    const labels = {
      postId: post.id,
      advocateId,
      teamId: null,
      network: 'x',
      topicId: null,
      level: post.level,
    };
    const target = { target: post.link, shareId: 'c'.repeat(24), campaign: post.campaign, labels };
    const { slug } = await createTrackedLink(services, target);
    const { revision } = (await Post.findById(post.id).lean())!;
    const linkState = { revision: revision + 1, switchedOff: 'withdrawn', target: post.link };
    await Post.updateOne(
      { _id: post.id },
      { $set: { status: 'recalled', revision: revision + 1, linkState, linksPending: true } },
    );
    await publishDuePosts(services);
    expect((await createAgent(app).http.get(`/l/${slug}`)).status).to.equal(410);
    expect(await Post.countDocuments({ linksPending: true })).to.equal(0);
  });

  it('new words for a published post wait for approval; an earlier end or another level does not', async () => {
    const post = await buildPost({ services });
    const editor = await signedIn(app, { roles: ['editor'] });
    const page = `/studio/posts/${post.id}`;
    const edit = async (fields: Record<string, string>) => {
      await editor.visit(`${page}/edit`);
      expect(editor.page('main').text()).to.contain('Changing any of these needs approval.');
      await editor.submit(fields, `${page}/edit`);
      return (await Post.findById(post.id).lean())!;
    };
    const adjusted = await edit({ expiresOn: '2026-12-24', level: 'individual' });
    expect(adjusted.status).to.equal('published');
    expect(adjusted).to.include({ lastDay: '2026-12-24', level: 'individual' });
    const revised = await edit({ link: 'https://example.com/other', campaign: 'another' });
    expect(revised).to.include({ status: 'published', link: post.link });
    expect(revised.proposed).to.deep.include({
      status: 'in-review',
      changes: { link: 'https://example.com/other' },
    });
    // Fixed since it was published.
    expect(revised.campaign).to.equal(post.campaign);
    const [offered] = await listOfferedPosts(services, { teamId: null, topicIds: [] });
    expect(offered!.link).to.equal(post.link);
  });

  it('more people or a later last day of a published post wait for approval by somebody else', async () => {
    const [sales, legal] = [await buildTeam(), await buildTeam()];
    const admin = await signedIn(app, { roles: ['admin'] });
    const widened = async (fields: Record<string, string | string[]>) => {
      const post = await buildPost({
        services,
        audienceTeamIds: [sales.id, legal.id],
        lastDay: '2026-12-01',
      });
      const page = `/studio/posts/${post.id}`;
      await admin.visit(`${page}/edit`);
      expect((await admin.submit(fields, `${page}/edit`)).status).to.equal(303);
      await admin.visit(page);
      expect(admin.page('form[action$="/approve"]')).to.have.length(0);
      const stored = (await Post.findById(post.id).lean())!;
      expect(stored.status).to.equal('published');
      return Object.keys(stored.proposed?.changes ?? {});
    };
    expect(await widened({ audienceTeamIds: [] })).to.deep.equal(['audienceTeamIds']);
    expect(await widened({ expiresOn: '2026-12-02' })).to.deep.equal(['lastDay']);
    expect(await widened({ expiresOn: '' })).to.deep.equal(['lastDay']);
    expect(await widened({ topicId: '' })).to.deep.equal(['topicId']);
    expect(await widened({ audienceTeamIds: [sales.id], expiresOn: '2026-11-30' })).to.be.empty;
  });

  it('who brought a post back can’t approve it alone', async () => {
    const post = await buildPost({ services });
    const admin = await signedIn(app, { roles: ['admin'] });
    const page = `/studio/posts/${post.id}`;
    await admin.visit(`${page}/recall`);
    await admin.submit({ note: 'Wrong' }, `${page}/recall`);
    await admin.visit(page);
    await admin.submit({}, `${page}/restore`);
    await admin.visit(page);
    expect((await Post.findById(post.id).lean())!.status).to.equal('in-review');
    expect(admin.page(`form[action="${page}/approve"]`)).to.have.length(0);
  });

  it('saving a post unchanged in another zone moves neither its last day nor its time', async () => {
    const author = await signedIn(app, { roles: ['admin'], timeZone: 'Pacific/Kiritimati' });
    const publishAt = new Date('2026-12-01T22:30:15Z');
    const { id } = await buildDraft({ services, publishAt, lastDay: '2026-12-24' });
    await author.visit(`/studio/posts/${id}/edit`);
    expect(author.page('#expiresOn').val()).to.equal('2026-12-24');
    await author.submit({}, `/studio/posts/${id}/edit`);
    const post = (await Post.findById(id).lean())!;
    expect({ publishAt: post.publishAt, lastDay: post.lastDay }).to.deep.equal({
      publishAt,
      lastDay: '2026-12-24',
    });
    expect(post.revision).to.equal(2);
  });

  it('saving a post unchanged does not move its time when the zone of its editor was changed in another tab', async () => {
    const author = await signedIn(app, { roles: ['editor'], timeZone: 'Europe/Berlin' });
    const publishAt = new Date('2026-12-01T22:30:00Z');
    const { id } = await buildDraft({ services, publishAt });
    const page = `/studio/posts/${id}/edit`;
    await author.visit(page);
    await User.updateOne({ _id: author.user.id }, { $set: { timeZone: 'Asia/Tokyo' } });
    expect((await author.submit({ title: '' }, page)).status).to.equal(422);
    // The typed time is still next to the zone in which it was typed.
    expect(author.page('#publishTime').val()).to.equal('23:30');
    expect(author.page('main').text()).to.contain('Europe/Berlin').and.not.contain('Asia/Tokyo');
    expect((await author.submit({ title: 'Harbour' }, page)).status).to.equal(303);
    expect((await Post.findById(id).lean())!.publishAt).to.deep.equal(publishAt);
    await author.visit(page);
    expect(author.page('#publishTime').val()).to.equal('07:30');
    expect((await author.submit({ zone: 'Nowhere/At_All' }, page)).status).to.equal(303);
    expect((await Post.findById(id).lean())!.publishAt).to.deep.equal(publishAt);
  });

  it('a new post that was sent twice is one draft, and with other words it is two', async () => {
    const author = await signedIn(app, { roles: ['editor'] });
    const fields = {
      title: 'Ferries',
      link: 'https://example.com/ferries',
      suggestedCopy: 'Glad we do this.',
    };
    const send = async (changes = {}) => {
      await author.visit('/studio/posts/new');
      return author.submit({ ...fields, ...changes }, '/studio/posts/new');
    };
    await author.visit('/studio/posts/new');
    const once = author.page('[name=once]').val() as string;
    const [first, second] = [await send({ once }), await send({ once })];
    expect(first.headers.location).to.match(/^\/studio\/posts\/[0-9a-f]{24}$/);
    expect(second.headers.location).to.equal(first.headers.location);
    await author.visit(second.headers.location!);
    expect(author.page('.flash').text()).to.contain('saved already');
    for (const another of [{ once, title: 'More ferries' }, {}])
      expect((await send(another)).headers.location).not.to.equal(first.headers.location);
    expect(await Post.countDocuments()).to.equal(3);
  });

  it('words that only went through the form again are not new words', async () => {
    const post = await buildPost({
      services,
      suggestedCopy: ['First line\n\nSecond line'],
      summary: 'One\nTwo',
    });
    const editor = await signedIn(app, { roles: ['editor'] });
    const page = `/studio/posts/${post.id}`;
    await editor.visit(`${page}/edit`);
    // What a browser sends for a text of several lines.
    const sent = {
      suggestedCopy: 'First line\r\n\r\nSecond line',
      summary: 'One\r\nTwo',
      expiresOn: '2026-12-24',
    };
    expect((await editor.submit(sent, `${page}/edit`)).status).to.equal(303);
    expect((await Post.findById(post.id).lean())!.status).to.equal('published');
  });

  it('who changed the words can’t approve them', async () => {
    const draft = await buildDraft({ services });
    await submitPost(services, { postId: draft.id, actor: acting('editor', draft.authorId) });
    const admin = await signedIn(app, { roles: ['admin'] });
    const page = `/studio/posts/${draft.id}`;
    await admin.visit(`${page}/edit`);
    await admin.submit({ title: 'My own title' }, `${page}/edit`);
    await admin.visit(page);
    expect(admin.page(`form[action="${page}/approve"]`)).to.have.length(0);
  });

  describe('the post form', () => {
    const bad: [string, Record<string, string | string[]>, string, string][] = [
      ['no title', { title: ' ' }, 'title', 'Enter a title'],
      ['a title too long', { title: 'a'.repeat(161) }, 'title', '160'],
      ['no link', { link: '' }, 'link', 'Enter the address'],
      ['a link that is a script', { link: 'javascript:alert(1)' }, 'link', 'starts with https'],
      ['a link that is data', { link: 'data:text/html,x' }, 'link', 'starts with https'],
      ['a link with a password', { link: 'https://a:b@example.com' }, 'link', 'password'],
      ['an image without https', { imageUrl: 'http://example.com/a.png' }, 'imageUrl', 'https://'],
      ['a language we do not know', { language: 'xx' }, 'language', 'Choose again'],
      ['no words', { suggestedCopy: ['', ' '] }, 'suggestedCopy.0', 'at least one'],
      ['words too long', { suggestedCopy: ['Fine', 'a'.repeat(3001)] }, 'suggestedCopy.1', '3.000'],
      ['a topic that is gone', { topicId: 'a'.repeat(24) }, 'topicId', 'Choose again'],
      ['a level we do not know', { level: 'galactic' }, 'level', 'Choose a level'],
      ['a day that does not exist', { publishOn: '2026-02-30' }, 'publishOn', '2026-11-21'],
      [
        'a time that does not exist',
        { publishOn: '2026-12-01', publishTime: '25:00' },
        'publishTime',
        '09:30',
      ],
      ['a time without a day', { publishTime: '09:00' }, 'publishOn', 'Enter the day too'],
      ['a last day that has passed', { expiresOn: '2026-11-17' }, 'expiresOn', 'today or a later day'],
      [
        'a last day before the first',
        { publishOn: '2026-12-02', expiresOn: '2026-12-01' },
        'expiresOn',
        'after it is',
      ],
    ];
    for (const [what, fields, field, message] of bad)
      it(`refuses ${what} next to the field and keeps the rest`, async () => {
        const editor = await signedIn(app, { roles: ['editor'] });
        await editor.visit('/studio/posts/new');
        const typed = { ...filled, summary: 'Kept summary', campaign: 'kept-campaign', ...fields };
        const answer = await editor.submit(typed, '/studio/posts/new');
        expect(answer.status).to.equal(422);
        const control = editor.page(`[id="${field}"]`);
        expect(control, 'the summary leads to the field').to.have.length(1);
        expect(control.closest('.field, .fieldset').find('.field-error').first().text()).to.contain(message);
        expect(editor.page(`.error-summary a[href="#${field}"]`)).to.have.length(1);
        expect(editor.page('#summary').val()).to.contain('Kept summary');
        expect(editor.page('#campaign').val()).to.equal('kept-campaign');
        if (!('link' in fields)) expect(editor.page('#link').val()).to.equal(filled.link);
        expect(await Post.countDocuments()).to.equal(0);
      });

    it('says when someone else was first, and keeps what was typed', async () => {
      const { id } = await buildDraft({ services });
      const page = `/studio/posts/${id}`;
      const ana = await signedIn(app, { name: 'Ana', roles: ['editor'] });
      const ben = await signedIn(app, { name: 'Ben', roles: ['editor'] });
      await ana.visit(`${page}/edit`);
      await ben.visit(`${page}/edit`);
      await ana.submit({ title: 'Title by Ana' }, `${page}/edit`);
      const stale = await ben.submit({ title: 'Title by Ben' }, `${page}/edit`);
      expect(stale.status).to.equal(409);
      expect(ben.page('#conflict').text()).to.contain('Ana changed this post');
      expect(ben.page('#conflict textarea').text()).to.contain('Title by Ana');
      expect(ben.page('#title').val()).to.equal('Title by Ben');
      expect((await Post.findById(id).lean())!.title).to.equal('Title by Ana');
      // Knowing it, Ben may insist.
      expect((await ben.submit({}, `${page}/edit`)).status).to.equal(303);
      expect((await Post.findById(id).lean())!.title).to.equal('Title by Ben');
    });

    it('does not forget that someone was first while another field needs a look', async () => {
      const { id } = await buildDraft({ services });
      const page = `/studio/posts/${id}`;
      const ana = await signedIn(app, { name: 'Ana', roles: ['editor'] });
      const ben = await signedIn(app, { name: 'Ben', roles: ['editor'] });
      await ben.visit(`${page}/edit`);
      await ana.visit(`${page}/edit`);
      await ana.submit({ title: 'Title by Ana' }, `${page}/edit`);
      await ben.submit({ title: '' }, `${page}/edit`);
      expect((await ben.submit({ title: 'Title by Ben' }, `${page}/edit`)).status).to.equal(409);
      expect(ben.page('#conflict').text()).to.contain('Ana changed this post');
    });

    it('opens filled in from an address', async () => {
      const editor = await signedIn(app, { roles: ['editor'] });
      await editor.visit(
        '/studio/posts/new?link=https%3A%2F%2Fexample.com%2Fa&title=A%20page&imageUrl=x&imageUrl=y',
      );
      expect(editor.page('#link').val()).to.equal('https://example.com/a');
      expect(editor.page('#title').val()).to.equal('A page');
    });
  });

  it('all posts are found by status, topic and author, twenty a page', async () => {
    const topic = await createTopic(services, { actor: acting('editor'), name: 'Green' });
    const editor = await signedIn(app, { roles: ['editor'] });
    const authorId = editor.user.id;
    for (let n = 1; n <= 21; n += 1)
      await buildDraft({ services, authorId, title: `Draft ${n}`, topicId: null });
    await buildPost({ services, title: 'Published', topicId: topic.id });
    const found = async (query: string) => {
      expect((await editor.visit(`/studio/posts${query}`)).status).to.equal(200);
      return editor.page('.item-title').length;
    };
    expect(await found('')).to.equal(20);
    expect(await found('?page=2')).to.equal(2);
    expect(await found('?status=published')).to.equal(1);
    expect(await found(`?topicId=${topic.id}`)).to.equal(1);
    expect(await found(`?authorId=${authorId}&page=2`)).to.equal(1);
    expect(editor.page('.pagination a').attr('href')).to.contain(`authorId=${authorId}`);
    expect(await found('?status=nonsense&topicId[$ne]=x&page=-4')).to.equal(20);
    expect(await found('?status=recalled')).to.equal(0);
    expect(editor.page('main').text()).to.contain('No post fits');
  });

  it('topics are added and renamed; a name that is taken is refused next to the field', async () => {
    const editor = await signedIn(app, { roles: ['editor'] });
    await editor.visit('/studio/topics');
    await editor.submit({ name: 'Careers' }, '/studio/topics');
    await editor.visit('/studio/topics');
    expect(editor.page('.item-title').text()).to.equal('Careers');
    expect((await editor.submit({ name: ' careers ' }, '/studio/topics')).status).to.equal(422);
    expect(editor.page('.field-error').text()).to.contain('already');
    const rename = editor.page('.item .actions a').attr('href')!;
    await editor.visit(rename);
    expect((await editor.submit({ name: 'CAREERS and jobs' }, rename)).status).to.equal(303);
    await editor.visit('/studio/topics');
    expect(editor.page('.item-title').text()).to.equal('CAREERS and jobs');
  });

  it('a new topic can have a colour and a motif from the beginning, shown next to its name', async () => {
    const editor = await signedIn(app, { roles: ['editor'] });
    await editor.visit('/studio/topics');
    expect(editor.page('[name=colour]:checked').val()).to.equal('');
    const looks = { colour: 'kelp', motif: 'turbines' };
    expect((await editor.submit({ name: '', ...looks }, '/studio/topics')).status).to.equal(422);
    expect(editor.page('[name=motif]:checked').val()).to.equal('turbines');
    expect((await editor.submit({ name: 'Wind' }, '/studio/topics')).status).to.equal(303);
    expect(await listTopics()).to.have.length(1);
    expect((await listTopics())[0]).to.include({ name: 'Wind', ...looks });
    for (const page of ['/studio/topics', '/me/topics']) {
      await editor.visit(page);
      expect(editor.page('.topic.topic-kelp').text(), page).to.equal('Wind');
    }
    await editor.visit('/studio/topics');
    expect((await editor.submit({ name: 'Sun', colour: 'gold' }, '/studio/topics')).status).to.equal(422);
    expect(editor.page('#colour-error')).to.have.length(1);
  });

  it('a topic has the colour and the motif that an editor chose, and until then a colour of its id', async () => {
    const editor = await signedIn(app, { roles: ['editor'] });
    const { id, colour } = await createTopic(services, { actor: acting('editor'), name: 'Green' });
    expect((await createTopic(services, { actor: acting('editor'), name: 'Blue' })).chosenColour).to.equal(
      null,
    );
    const page = `/studio/topics/${id}`;
    const chosen = async () => (await listTopics()).find((topic) => topic.id === id)!;
    await editor.visit(page);
    expect(editor.page('[name=colour]:checked').val()).to.equal('');
    expect(editor.page('.picture-choice img')).to.have.length(9 + 7);
    expect((await editor.submit({ colour: 'brass', motif: 'ferry' }, page)).status).to.equal(303);
    expect(await chosen()).to.include({ colour: 'brass', chosenColour: 'brass', motif: 'ferry' });
    await editor.visit(page);
    expect(editor.page('[name=colour]:checked').val()).to.equal('brass');
    expect((await editor.submit({ colour: 'gold' }, page)).status).to.equal(422);
    expect(editor.page('#colour-error').text()).to.contain('Choose again');
    expect((await editor.submit({ colour: '', motif: '' }, page)).status).to.equal(303);
    expect(await chosen()).to.include({ colour, chosenColour: null, motif: null });
  });

  it('is closed to advocates and sponsors; approvers do not write', async () => {
    const post = await buildPost({ services });
    for (const role of ['advocate', 'sponsor'] as const) {
      const person = await signedIn(app, { roles: [role] });
      for (const path of [
        '',
        '/posts',
        '/posts/new',
        `/posts/${post.id}`,
        `/posts/${post.id}/edit`,
        '/topics',
      ])
        expect((await person.visit(`/studio${path}`)).status, `${role} ${path}`).to.equal(403);
    }
    const approver = await signedIn(app, { roles: ['approver'] });
    expect((await approver.visit('/studio/posts/new')).status).to.equal(403);
    expect((await approver.visit(`/studio/posts/${post.id}/edit`)).status).to.equal(403);
    expect((await approver.visit(`/studio/posts/${post.id}`)).status).to.equal(200);
    expect((await approver.visit('/studio/posts/nonsense')).status).to.equal(404);
    expect((await approver.visit(`/studio/posts/${'a'.repeat(24)}`)).status).to.equal(404);
  });
});
