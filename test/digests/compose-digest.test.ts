import { expect } from 'chai';
import { recallPost } from '../../src/posts/index.js';
import { composeDigest } from '../../src/digests/compose-digest.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { copiesInOwnOrder } from '../../src/sharing/suggested-copy.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { buildGuideline } from '../guidelines/builders.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildClick } from '../clicks/builders.js';

describe('What a digest says', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
    services.setNow('2026-11-18T09:00:00Z');
  });

  const compose = async (userId: string, since = '2026-11-17T08:00:00Z') => {
    const person = (await findActivePerson(userId))!;
    return composeDigest(services, { person, since: new Date(since) });
  };
  /** The post of the week, then the others. */
  const postsOf = (digest: Awaited<ReturnType<typeof compose>>) =>
    digest ? [...(digest.first ? [digest.first] : []), ...digest.more] : undefined;
  const titles = async (userId: string) => postsOf(await compose(userId))?.map(({ title }) => title);

  /** Clicks on the share: one visitor each, a minute apart. */
  const click = async ({ slug }: { slug: string }, at: string, times = 1) => {
    for (let n = 0; n < times; n += 1) await buildClick({ slug, at: new Date(Date.parse(at) + n * 60_000) });
    await updateDailyStatistics(services);
  };

  it('is nothing when there is nothing to share and nothing came of shares', async () => {
    expect(await compose((await buildUser()).id)).to.equal(null);
  });

  it('offers the newest post first, and two more', async () => {
    for (let day = 1; day <= 6; day += 1) {
      services.setNow(`2026-11-1${day}T09:00:00Z`);
      await buildPost({ services, title: `Day ${day}` });
    }
    const digest = await compose((await buildUser()).id);
    expect(digest?.first?.title).to.equal('Day 6');
    expect(digest?.more.map(({ title }) => title)).to.eql(['Day 5', 'Day 4']);
  });

  it('offers the words that the post’s page offers this reader, and says what is put before them', async () => {
    const copies = ['The first of three', 'The second of three', 'I work at Acme: the third of three'];
    const post = await buildPost({ services, suggestedCopy: copies });
    await buildGuideline(services);
    const offered = new Set<string>();
    // Which words somebody gets depends on their id, which is drawn.
    for (let readers = 0; readers < 12 || (offered.size < 3 && readers < 100); readers += 1) {
      const { id } = await buildUser();
      const { first } = (await compose(id))!;
      expect(copies).to.contain(first!.words);
      expect(first!.words).to.equal(copiesInOwnOrder(copies, id, post.id)[0]);
      expect(first!.disclosure).to.equal(first!.words === copies[2] ? '' : 'I work at Acme.');
      offered.add(first!.words);
    }
    expect(offered.size).to.equal(3);
  });

  it('names the network that the reader used last, then two more', async () => {
    await buildPost({ services });
    const { id } = await buildUser();
    expect((await compose(id))?.first?.networks).to.eql(['linkedin', 'bluesky', 'whatsapp']);
    const shared = await buildPost({ services });
    await buildShare({ services, advocateId: id, postId: shared.id, network: 'mastodon' });
    services.setNow('2026-11-18T09:05:00Z');
    await buildShare({ services, advocateId: id, postId: shared.id, network: 'email' });
    expect((await compose(id))?.first?.networks).to.eql(['email', 'mastodon', 'linkedin']);
  });

  it('leaves out what the reader has shared already, and what others shared stays', async () => {
    const { id } = await buildUser();
    const mine = await buildPost({ services, title: 'Shared by me' });
    const theirs = await buildPost({ services, title: 'Shared by somebody' });
    await buildShare({ services, advocateId: id, postId: mine.id });
    await buildShare({ services, postId: theirs.id });
    expect(await titles(id)).to.eql(['Shared by somebody']);
  });

  it('leaves out what is for other teams, recalled, or over', async () => {
    const [ours, others] = [await buildTeam(), await buildTeam()];
    const { id } = await buildUser({ teamId: ours.id });
    await buildPost({ services, title: 'For us', audienceTeamIds: [ours.id] });
    await buildPost({ services, title: 'For others', audienceTeamIds: [others.id] });
    const recalled = await buildPost({ services, title: 'Recalled' });
    const admin = await buildUser({ roles: ['admin'] });
    await recallPost(services, { postId: recalled.id, actor: admin, note: 'It was wrong.' });
    await buildPost({ services, title: 'Over', lastDay: '2026-11-19' });
    services.setNow('2026-11-20T09:00:00Z');
    expect(await titles(id)).to.eql(['For us']);
  });

  it('tells what the reader’s own shares brought, and nobody else’s', async () => {
    const post = await buildPost({ services, title: 'Open day' });
    const mine = await buildShare({ services, postId: post.id });
    const theirs = await buildShare({ services, postId: post.id });
    await click(mine, '2026-11-18T10:00:00Z', 3);
    await click(theirs, '2026-11-18T11:00:00Z', 5);
    services.setNow('2026-11-19T09:00:00Z');
    await recordConversion(services, {
      slug: mine.slug,
      kind: 'application',
      externalId: 'a-1',
      via: 'server',
    });
    await updateDailyStatistics(services);
    services.setNow('2026-11-24T08:00:00Z');
    const digest = await compose(mine.advocateId);
    expect(postsOf(digest)).to.eql([]);
    expect(digest?.results).to.eql({
      from: '2026-11-17',
      to: '2026-11-23',
      isWeek: true,
      visitors: 3,
      areFirstVisitors: true,
      conversions: [{ kind: 'application', count: 1, isFirst: true }],
      best: { title: 'Open day', visitors: 3 },
    });
    services.setNow('2026-11-25T09:00:00Z');
    await click(mine, '2026-11-25T10:00:00Z');
    services.setNow('2026-12-08T08:00:00Z');
    const next = await compose(mine.advocateId, '2026-11-24T08:00:00Z');
    expect(next?.results).to.include({ isWeek: false, visitors: 1, areFirstVisitors: false });
  });

  it('tells of each day once: from the day of the last digest to yesterday', async () => {
    const mine = await buildShare({ services });
    await click(mine, '2026-11-23T22:30:00Z', 1); // the 23rd, 23:30 in Berlin
    await click(mine, '2026-11-24T06:00:00Z', 2); // the 24th, before the digest
    await click(mine, '2026-11-24T12:00:00Z', 4); // and after it
    services.setNow('2026-11-24T08:00:00Z');
    expect((await compose(mine.advocateId))?.results?.visitors).to.equal(1);
    services.setNow('2026-12-01T08:00:00Z');
    expect((await compose(mine.advocateId, '2026-11-24T08:00:00Z'))?.results?.visitors).to.equal(6);
  });

  it('tells of no day twice where a day has 25 hours, and of no day never where it has 23', async () => {
    for (const [last, now, day] of [
      // Half past eleven in the evening, in Berlin, on the day when the clocks go back or forward.
      ['2026-10-18T21:30:00Z', '2026-10-25T22:30:00Z', '2026-10-25'],
      ['2026-03-22T22:30:00Z', '2026-03-29T21:30:00Z', '2026-03-29'],
    ] as const) {
      await emptyDatabase();
      services.setNow(last);
      const mine = await buildShare({ services });
      await click(mine, `${day}T12:00:00Z`);
      services.setNow(now);
      expect((await compose(mine.advocateId, last))?.results ?? null, 'that day is not over').to.equal(null);
      services.setNow(new Date(Date.parse(now) + 7 * 86_400_000));
      expect((await compose(mine.advocateId, now))?.results?.visitors).to.equal(1);
    }
  });

  it('ends with yesterday where the organization is, also while that is another day than in UTC', async () => {
    const mine = await buildShare({ services });
    await click(mine, '2026-11-24T12:00:00Z');
    const clicks = async (now: string) => {
      services.setNow(now);
      return (await compose(mine.advocateId, '2026-11-20T08:00:00Z'))?.results?.visitors ?? 0;
    };
    expect(await clicks('2026-11-24T22:59:59Z')).to.equal(0);
    expect(await clicks('2026-11-24T23:00:00Z')).to.equal(1);
  });

  it('tells of the last seven days before the first digest', async () => {
    const mine = await buildShare({ services });
    await click(mine, '2026-11-10T12:00:00Z', 1);
    await click(mine, '2026-11-11T12:00:00Z', 2);
    await click(mine, '2026-11-17T12:00:00Z', 4);
    const person = (await findActivePerson(mine.advocateId))!;
    const { results } = (await composeDigest(services, { person, since: null }))!;
    expect(results).to.include({ from: '2026-11-11', to: '2026-11-17', visitors: 6 });
  });
});
