import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { createApp } from '../../src/app.js';
import {
  approvePost,
  expireDuePosts,
  publishDuePosts,
  recallPost,
  submitPost,
} from '../../src/posts/index.js';
import { restorePost, returnPost } from '../../src/posts/review-post.js';
import type { PostStatus } from '../../src/posts/post-lifecycle.js';
import { Post } from '../../src/posts/post.model.js';
import { createOrganization } from '../../src/organization/index.js';
import { Organization } from '../../src/organization/organization.model.js';
import { endOfDay } from '../../src/platform/text/days.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { openShare } from '../../src/sharing/open-share.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildDraft, buildPost, sendBackAsEarlierReleasesDid } from './builders.js';

/** Clocks that jump at or near midnight, a whole day that is skipped, offsets of half and quarter hours. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];
/** Days around changes of those clocks. */
const days = [
  ...['2018-11-03', '2018-11-04', '2011-12-29', '2011-12-31', '2026-03-08', '2026-03-28', '2026-03-29'],
  ...['2026-04-05', '2026-04-24', '2026-10-04', '2026-10-25', '2026-10-29', '2026-11-01', '2026-12-31'],
];

/** What a post may be on its last day: its status, what its links do, and what it is once the day is over. */
const states: { status: PostStatus; links: 'none' | 'on' | 'withdrawn'; then: PostStatus }[] = [
  { status: 'published', links: 'on', then: 'expired' },
  { status: 'in-review', links: 'on', then: 'expired' },
  { status: 'approved', links: 'on', then: 'expired' },
  { status: 'draft', links: 'on', then: 'expired' },
  { status: 'in-review', links: 'none', then: 'expired' },
  { status: 'approved', links: 'none', then: 'expired' },
  { status: 'draft', links: 'none', then: 'draft' },
  { status: 'draft', links: 'withdrawn', then: 'draft' },
  { status: 'recalled', links: 'withdrawn', then: 'recalled' },
];

describe('The last day of a post', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  /** One post in each state, with this last day. */
  async function insertStates(lastDay: string | null, now: Date): Promise<void> {
    const id = new Types.ObjectId();
    const common = { title: 'T', link: 'https://example.com/', language: 'en', suggestedCopy: ['x'] };
    const rest = {
      level: 'corporate',
      campaign: 't',
      authorId: id,
      writerIds: [id],
      changedAt: now,
    } as const;
    await Post.deleteMany({});
    await Post.insertMany(
      states.map(({ status, links }) => ({
        ...{ ...common, ...rest, status, lastDay },
        // To be published later than any day here.
        publishAt: new Date('2100-01-01'),
        linkState:
          links === 'none'
            ? null
            : { revision: 1, switchedOff: links === 'on' ? null : links, target: common.link },
      })),
    );
  }
  const statuses = async () => (await Post.find().sort({ _id: 1 }).lean()).map(({ status }) => status);

  it('ends every state that it should, at its last moment where the organization is and not before', async function () {
    this.timeout(60_000);
    await createOrganization(createTestServices(), { actor: 'operator', name: 'Acme', timeZone: 'UTC' });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), fc.constantFrom(...days), async (zone, day) => {
        await Organization.updateOne({}, { $set: { timeZone: zone } });
        const services = createTestServices();
        const end = endOfDay(zone, day);
        await insertStates(day, end);
        services.setNow(new Date(end.getTime() - 1));
        // A day that the clocks skipped as a whole was over before it began.
        const isSkipped = zone === 'Pacific/Apia' && day === '2011-12-30';
        if (!isSkipped) {
          expect(await expireDuePosts(services)).to.equal(0);
          expect(await statuses()).to.deep.equal(states.map(({ status }) => status));
        }
        services.setNow(end);
        await publishDuePosts(services);
        await expireDuePosts(services);
        expect(await statuses()).to.deep.equal(states.map(({ then }) => then));
        // What was never published has no links, and what was withdrawn stays so.
        const withLinks = states.filter(
          ({ then, links }) => then === 'expired' && links !== 'none' && links !== 'withdrawn',
        );
        expect(await Post.countDocuments({ status: 'expired', 'linkState.switchedOff': 'expired' })).to.equal(
          withLinks.length,
        );
      }),
      { numRuns: 20 },
    );
  });

  it('is before the year 3000, and so is the day to publish on: the form says so', async () => {
    const services = createTestServices();
    const { id } = await buildDraft({ services });
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    const page = `/studio/posts/${id}/edit`;
    for (const field of ['expiresOn', 'publishOn'])
      for (const [typed, message] of [
        ['9999-12-31', 'before the year 3000'],
        ['soon', 'year-month-day'],
      ] as const) {
        await agent.visit(page);
        expect((await agent.submit({ [field]: typed }, page)).status).to.equal(422);
        expect(agent.page(`#${field}-error`).text()).to.contain(message);
      }
    await agent.visit(page);
    expect((await agent.submit({ expiresOn: '2999-12-31' }, page)).status).to.equal(303);
    expect((await Post.findById(id).lean())!.lastDay).to.equal('2999-12-31');
  });

  it('can be any day that is stored: the feed shows the post', async () => {
    const services = createTestServices();
    const post = await buildPost({ services });
    await Post.updateOne({ _id: post.id }, { $set: { lastDay: '9999-12-31' } });
    const agent = await signedIn(createApp(services));
    expect((await agent.visit('/feed')).status).to.equal(200);
    expect(agent.page('main').text()).to.contain(post.title);
  });

  it('that there is none of ends nothing', async () => {
    const services = createTestServices();
    await insertStates(null, services.clock.now());
    services.setNow('2099-01-01T00:00:00Z');
    expect(await expireDuePosts(services)).to.equal(0);
  });

  it('switches off the links of a post that an earlier release sent back to review, and restoring brings it to review', async () => {
    const services = createTestServices();
    const post = await buildPost({ services, lastDay: '2026-11-20' });
    const editor = await buildUser({ roles: ['editor'] });
    const person = (await findActivePerson((await buildUser()).id))!;
    await openShare(services, { actor: person, postId: post.id, network: 'linkedin', caption: 'Look.' });
    await sendBackAsEarlierReleasesDid(post.id);
    const link = async () => (await TrackedLink.findOne().lean())!.switchedOff ?? null;
    services.setNow('2026-11-20T22:59:59Z');
    await expireDuePosts(services);
    expect(await link()).to.equal(null);
    services.setNow('2026-11-20T23:00:00Z');
    await expireDuePosts(services);
    expect(await link()).to.equal('expired');
    await restorePost(services, { postId: post.id, actor: editor });
    expect(await Post.findById(post.id).lean()).to.deep.include({ status: 'in-review', lastDay: null });
    expect(await link()).to.equal('expired');
  });

  for (const [what, expiresOn] of [
    ['moved', '2027-11-20'],
    ['removed', ''],
  ] as const)
    it(`that was ${what} in an earlier release ends the links on the day that was approved, until somebody approves the change`, async () => {
      const services = createTestServices();
      const post = await buildPost({ services, lastDay: '2026-11-20' });
      const person = (await findActivePerson((await buildUser()).id))!;
      await openShare(services, { actor: person, postId: post.id, network: 'linkedin', caption: 'Look.' });
      const agent = await signedIn(createApp(services), { roles: ['editor'] });
      await sendBackAsEarlierReleasesDid(post.id, { lastDay: expiresOn || null });
      const link = async () => (await TrackedLink.findOne().lean())!.switchedOff ?? null;
      const approver = await buildUser({ roles: ['approver'] });
      const approved = { postId: post.id, actor: approver };
      await returnPost(services, { ...approved, note: 'Until when?' });

      services.setNow('2026-11-20T22:59:59Z');
      await expireDuePosts(services);
      expect(await link()).to.equal(null);
      services.setNow('2026-11-20T23:00:00Z');
      await expireDuePosts(services);
      await expireDuePosts(services);
      expect(await link()).to.equal('expired');
      await agent.visit(`/studio/posts/${post.id}`);
      expect(agent.page('.timeline').text()).to.contain('its links were switched off');
      expect(agent.page('.timeline li')).to.have.length(7);

      await submitPost(services, { postId: post.id, actor: agent.user });
      await approvePost(services, approved);
      expect(await link()).to.equal(null);
      const { status, linkState } = (await Post.findById(post.id).lean())!;
      expect({ status, lastDay: linkState!.lastDay }).to.deep.equal({
        status: 'published',
        lastDay: expiresOn || null,
      });
    });

  it('that was brought nearer holds for the post and its links, whatever later day is proposed', async () => {
    const services = createTestServices();
    const post = await buildPost({ services });
    const person = (await findActivePerson((await buildUser()).id))!;
    await openShare(services, { actor: person, postId: post.id, network: 'linkedin', caption: 'Look.' });
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    const page = `/studio/posts/${post.id}/edit`;
    for (const expiresOn of ['2026-11-20', '2026-12-31']) {
      await agent.visit(page);
      expect((await agent.submit({ expiresOn }, page)).status).to.equal(303);
    }
    services.setNow('2026-11-20T23:00:00Z');
    await expireDuePosts(services);
    expect((await TrackedLink.findOne().lean())!.switchedOff).to.equal('expired');
    expect(await Post.findById(post.id).lean()).to.include({ status: 'expired', lastDay: '2026-11-20' });
  });

  it('that was approved ends the links of a post of an earlier release that waits for its new day to be published', async () => {
    const services = createTestServices();
    const post = await buildPost({ services, lastDay: '2026-11-20' });
    const person = (await findActivePerson((await buildUser()).id))!;
    await openShare(services, { actor: person, postId: post.id, network: 'linkedin', caption: 'Look.' });
    await sendBackAsEarlierReleasesDid(post.id, { lastDay: '2027-01-20' });
    await Post.updateOne({ _id: post.id }, { publishAt: new Date('2026-12-15T09:00:00Z') });
    const approver = await buildUser({ roles: ['approver'] });
    await approvePost(services, { postId: post.id, actor: approver });
    expect((await Post.findById(post.id).lean())!.status).to.equal('approved');
    services.setNow('2026-11-20T23:00:00Z');
    await expireDuePosts(services);
    const { status } = (await Post.findById(post.id).lean())!;
    expect([status, (await TrackedLink.findOne().lean())!.switchedOff]).to.deep.equal([
      'approved',
      'expired',
    ]);
    services.setNow('2026-12-15T09:00:00Z');
    await publishDuePosts(services);
    expect((await TrackedLink.findOne().lean())!.switchedOff ?? null).to.equal(null);
  });

  it('may be the day of publication, and no day before it', async () => {
    const publishAt = new Date('2026-11-19T23:00:00Z');
    expect(await buildDraft({ publishAt, lastDay: '2026-11-20' })).to.have.property('id');
    const early = await buildDraft({ publishAt, lastDay: '2026-11-19' }).catch((error: unknown) => error);
    expect(early).to.have.deep.property('fields', { expiresOn: 'posts.expiry-before-start' });
  });

  it('is over for whoever sends a draft to review, approves or publishes, also before it has expired', async () => {
    const services = createTestServices();
    const { id, authorId } = await buildDraft({ services, lastDay: '2026-11-20' });
    const approver = await buildUser({ roles: ['approver'] });
    const refusal = (move: Promise<unknown>) =>
      move.then(
        () => null,
        (error: unknown) => (error as NotAllowedNow).reason,
      );
    services.setNow('2026-11-20T23:00:00Z');
    expect(await refusal(submitPost(services, { postId: id, actor: acting('editor', authorId) }))).to.equal(
      'posts.last-day-over',
    );
    await Post.updateOne({ _id: id }, { $set: { status: 'in-review' } });
    expect(await refusal(approvePost(services, { postId: id, actor: approver }))).to.equal(
      'posts.last-day-over',
    );
    await Post.updateOne({ _id: id }, { $set: { status: 'approved' } });
    expect(await publishDuePosts(services)).to.equal(0);
    await recallPost(services, { postId: id, actor: approver, note: 'Over' });
  });
});
