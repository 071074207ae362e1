import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createTopic, recallPost } from '../../src/posts/index.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { statisticsJobs } from '../../src/statistics/statistics.jobs.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { getOutcome } from '../../src/feed/get-results.js';
import { networkNames } from '../../src/sharing/networks.js';
import { recordPostings } from '../../src/sharing/index.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildAcknowledgement, buildGuideline } from '../guidelines/builders.js';
import { buildShare } from '../sharing/builders.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildTeam, buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { browser, buildClick } from '../clicks/builders.js';

describe('The feed', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
  });
  const advocate = (overrides: Parameters<typeof signedIn>[1] = {}) =>
    signedIn(createApp(services), overrides);
  const titles = async (agent: Awaited<ReturnType<typeof advocate>>, path = '/feed') => {
    expect((await agent.visit(path)).status).to.equal(200);
    return agent
      .page('.post-card-title')
      .toArray()
      .map((element) => agent.page(element).text());
  };

  it('lists what is offered, newest first, and neither drafts nor what is over', async () => {
    await buildDraft({ services, title: 'Draft' });
    await buildPost({ services, title: 'Expiring', lastDay: '2026-11-18' });
    const recalled = await buildPost({ services, title: 'Recalled' });
    const { id: personId } = await buildUser({ roles: ['approver'] });
    await recallPost(services, { postId: recalled.id, personId, note: 'Wrong figure' });
    await buildPost({ services, title: 'Older' });
    services.setNow('2026-11-19T09:00:00Z');
    await buildPost({ services, title: 'Newer' });
    expect(await titles(await advocate())).to.deep.equal(['Newer', 'Older']);
  });

  it('is for my team, and for those without a team what is for everyone', async () => {
    const [sales, works] = [await buildTeam(), await buildTeam()];
    await buildPost({ services, title: 'For sales', audienceTeamIds: [sales.id] });
    await buildPost({ services, title: 'For all' });
    expect(await titles(await advocate({ teamId: sales.id }))).to.have.members(['For sales', 'For all']);
    expect(await titles(await advocate({ teamId: works.id }))).to.deep.equal(['For all']);
    expect(await titles(await advocate())).to.deep.equal(['For all']);
  });

  it('shows of each post its age, its topic and whether it ends soon', async () => {
    const topic = await createTopic(services, { name: 'Wind' });
    await buildPost({ services, topicId: topic.id, lastDay: '2026-11-22' });
    services.setNow('2026-11-21T10:00:00Z');
    const agent = await advocate();
    await agent.visit('/feed');
    const meta = agent.page('.post-card .meta').text();
    expect(meta).to.contain('Wind').and.to.contain('3 days ago').and.to.contain('ends tomorrow');
  });

  it('marks what I shared and where, and nobody else’s shares', async () => {
    const post = await buildPost({ services, title: 'Shared' });
    const other = await buildPost({ services, title: 'Not shared' });
    const agent = await advocate();
    await buildShare({ services, advocateId: agent.user.id, postId: post.id });
    services.setNow(new Date(services.clock.now().getTime() + 1));
    await buildShare({ services, advocateId: agent.user.id, postId: post.id, network: 'x' });
    await buildShare({ services, postId: other.id });
    await agent.visit('/feed');
    const card = (id: string) => agent.page(`.post-card:has(a[href="/posts/${id}"])`).text();
    expect(card(post.id)).to.contain('You shared it: LinkedIn and X').and.to.contain('Share again');
    expect(card(other.id)).to.contain('Share this').and.not.to.contain('You shared');
    expect(agent.page('.lead').text()).to.contain('One post waits');
  });

  it('says so when everything is shared, and when there is nothing', async () => {
    const agent = await advocate();
    await agent.visit('/feed');
    expect(agent.page('.empty').text()).to.contain('Nothing to share yet');
    const post = await buildPost({ services });
    await buildShare({ services, advocateId: agent.user.id, postId: post.id });
    await agent.visit('/feed');
    expect(agent.page('.lead').text()).to.contain('You have shared everything');
    expect(agent.page('.post-card')).to.have.length(1);
  });

  it('narrows to one topic, and leads back when that is empty', async () => {
    const [wind, sea] = [
      await createTopic(services, { name: 'Wind' }),
      await createTopic(services, { name: 'Sea' }),
    ];
    await buildPost({ services, title: 'About wind', topicId: wind.id });
    const agent = await advocate();
    expect(await titles(agent, `/feed?topic=${wind.id}`)).to.deep.equal(['About wind']);
    expect(agent.page('.subnav [aria-current=page]').text()).to.equal('Wind');
    expect(await titles(agent, `/feed?topic=${sea.id}`)).to.deep.equal([]);
    expect(agent.page('.empty a').attr('href')).to.equal('/feed');
    expect(await titles(agent, '/feed?topic=nonsense&page=-1')).to.deep.equal(['About wind']);
  });

  it('shows the topics I follow, and all again when I follow none', async () => {
    const [wind, sea] = [
      await createTopic(services, { name: 'Wind' }),
      await createTopic(services, { name: 'Sea' }),
    ];
    await buildPost({ services, title: 'About wind', topicId: wind.id });
    const agent = await advocate();
    await agent.visit('/me/topics');
    expect(agent.page('input[name=topicIds]:checked')).to.have.length(0);
    expect((await agent.submit({ topicIds: sea.id }, '/me/topics')).status).to.equal(303);
    expect(await titles(agent)).to.deep.equal([]);
    expect(agent.page('.empty a').attr('href')).to.equal('/me/topics');
    await agent.visit('/me/topics');
    expect(agent.page('input[name=topicIds]:checked').val()).to.equal(sea.id);
    await agent.submit({ topicIds: [sea.id, wind.id] }, '/me/topics');
    expect((await findActivePerson(agent.user.id))!.topicIds).to.have.members([sea.id, wind.id]);
    await agent.visit('/me/topics');
    await agent.submit({ topicIds: [] }, '/me/topics');
    expect(await titles(agent)).to.deep.equal(['About wind']);
  });

  it('follows no topic that does not exist', async () => {
    await createTopic(services, { name: 'Wind' });
    const agent = await advocate();
    await agent.visit('/me/topics');
    await agent.submit({ topicIds: 'f'.repeat(24) }, '/me/topics');
    expect((await findActivePerson(agent.user.id))!.topicIds).to.deep.equal([]);
    await agent.visit('/me/topics');
    expect((await agent.submit({ topicIds: 'nonsense' }, '/me/topics')).status).to.equal(422);
  });

  it('comes twenty posts at a time', async () => {
    const authorId = (await buildUser({ roles: ['editor'] })).id;
    for (let n = 1; n <= 21; n += 1) await buildPost({ services, authorId, title: `Post no. ${n}` });
    const agent = await advocate();
    expect(await titles(agent)).to.have.length(20);
    expect(await titles(agent, agent.page('a[rel=next]').attr('href'))).to.have.length(1);
    expect(agent.page('a[rel=prev]').attr('href')).to.equal('/feed?page=1');
    expect(await titles(agent, '/feed?page=999')).to.have.length(1);
  });

  it('asks to read the guidelines until they are acknowledged', async () => {
    await buildGuideline(services);
    const agent = await advocate();
    await agent.visit('/feed');
    expect(agent.page('.key a').attr('href')).to.equal('/guidelines?next=/feed');
    await buildAcknowledgement(services, agent.user.id);
    await agent.visit('/feed');
    expect(agent.page('.key')).to.have.length(0);
  });

  it('counts the last seven days of the organization, wherever the reader is', async () => {
    const share = await buildShare({ services });
    for (const at of ['2026-11-11T12:00:00Z', '2026-11-12T12:00:00Z', '2026-11-18T08:00:00Z'])
      await buildClick({ slug: share.slug, at });
    await updateDailyStatistics(services);
    for (const timeZone of ['Pacific/Kiritimati', 'Europe/Berlin', 'Pacific/Pago_Pago'])
      for (const now of ['2026-11-18T09:00:00Z', '2026-11-18T22:30:00Z']) {
        services.setNow(now);
        const person = { ...(await findActivePerson(share.advocateId))!, timeZone };
        expect((await getOutcome(services, { person, days: 7 })).clicks, `${timeZone} ${now}`).to.equal(2);
      }
  });

  it('tells what my links brought in the last seven days, and is silent when that is nothing', async () => {
    const agent = await advocate();
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    await agent.visit('/feed');
    expect(agent.page('aside')).to.have.length(0);
    await buildClick({ slug });
    await buildClick({ slug });
    await updateDailyStatistics(services);
    await agent.visit('/feed');
    expect(agent.page('aside').text()).to.contain('Your links brought 2 clicks.');
    // The organization's last minute of the seventh day, and the one after it.
    services.setNow('2026-11-24T22:59:00Z');
    await agent.visit('/feed');
    expect(agent.page('aside').text()).to.contain('Your links brought 2 clicks.');
    services.setNow('2026-11-24T23:00:00Z');
    await agent.visit('/feed');
    expect(agent.page('aside')).to.have.length(0);
  });
});

describe('My results', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
  });
  const advocate = () => signedIn(createApp(services));
  /** Clicks, visitors and conversions of each share. */
  const rowsOf = ({ page }: Pick<Agent, 'page'>) =>
    page('.share-result')
      .toArray()
      .map((row) =>
        page(row)
          .find('dd')
          .toArray()
          .map((figure) => page(figure).text()),
      );

  it('show clicks, visitors and conversions of each of my shares, newest first, and of nobody else’s', async () => {
    const agent = await advocate();
    const first = await buildShare({ services, advocateId: agent.user.id });
    services.setNow('2026-11-18T09:30:00Z');
    const second = await buildShare({ services, advocateId: agent.user.id, network: 'bluesky' });
    const foreign = await buildShare({ services });
    for (const slug of [first.slug, first.slug, second.slug, foreign.slug, foreign.slug, foreign.slug])
      await buildClick({ slug, at: '2026-11-18T10:00:00Z' });
    await buildClick({ slug: first.slug, at: '2026-11-18T10:00:00Z', headers: { 'user-agent': 'curl/8' } });
    services.setNow('2026-11-18T10:30:00Z');
    await recordConversion(services, {
      slug: first.slug,
      kind: 'application',
      externalId: '1',
      via: 'server',
    });
    await recordConversion(services, { slug: foreign.slug, kind: 'lead', externalId: '1', via: 'server' });
    await updateDailyStatistics(services);
    await recordPostings(services);

    await agent.visit('/me');
    expect(rowsOf(agent)).to.deep.equal([
      ['1', '1', '0'],
      ['2', '2', '1'],
    ]);
    const figures = agent
      .page('.figure-value')
      .toArray()
      .map((figure) => agent.page(figure).text());
    expect(figures).to.deep.equal(['2', '3', '3', '1']);
    expect(agent.page('main').text())
      .to.contain('1 application')
      .and.to.contain('One more visit is not counted');
  });

  it('say what to do while nothing is shared', async () => {
    const agent = await advocate();
    await agent.visit('/me');
    expect(agent.page('.empty a').attr('href')).to.equal('/feed');
  });

  it('count twelve weeks in the figures, and all of it next to each share', async () => {
    const agent = await advocate();
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    await buildClick({ slug });
    await updateDailyStatistics(services);
    services.setNow('2027-02-18T09:00:00Z');
    await agent.visit('/sign-in');
    await agent.submit({ email: agent.user.email, password });
    await agent.visit('/me');
    expect(agent.page('.figure-value').first().text()).to.equal('0');
    expect(rowsOf(agent)).to.deep.equal([['1', '1', '0']]);
    expect(agent.page('.share-result svg')).to.have.length(0);
    expect(agent.page('.share-result').text()).to.contain('No clicks in four weeks');
  });

  it('draw the last four weeks of each share, and say the same in words', async () => {
    const agent = await advocate();
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    services.setNow('2026-12-10T12:00:00Z');
    // The first of these is on the 29th day back, in Berlin as well.
    for (const day of ['2026-11-12', '2026-11-13', '2026-12-01', '2026-12-01', '2026-12-10'])
      await buildClick({ slug, at: `${day}T11:00:00Z` });
    await updateDailyStatistics(services);
    await agent.visit('/me');
    expect(rowsOf(agent)).to.deep.equal([['5', '5', '0']]);
    expect(agent.page('.share-result').text()).to.contain('4 clicks in four weeks');
    const drawing = agent.page('.share-result svg');
    expect(drawing.attr('role')).to.equal('img');
    expect(drawing.attr('aria-label')).to.contain('2 at most').and.to.contain('01.12.2026');
    expect(drawing.find('.line-a').attr('d')).to.match(/^M2,/);
  });

  it('show a click within seconds: after the next drain and the next run of the statistics', async () => {
    const app = createApp(services);
    const agent = await signedIn(app);
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    await createAgent(app).http.get(`/l/${slug}`).set('User-Agent', browser).expect(302);
    await app.redirect.drain();
    await updateDailyStatistics(services);
    await agent.visit('/me');
    expect(rowsOf(agent)).to.deep.equal([['1', '1', '0']]);
    expect(statisticsJobs.find(({ name }) => name === 'update-daily-statistics')?.every).to.equal(
      '5 seconds',
    );
  });

  it('come twenty shares at a time', async () => {
    const agent = await advocate();
    const posts = [];
    const authorId = (await buildUser({ roles: ['editor'] })).id;
    for (let n = 0; n < 3; n += 1)
      posts.push(await buildPost({ services, authorId, title: `Post no. ${n}` }));
    for (const network of networkNames.slice(0, 7))
      for (const { id: postId } of posts)
        await buildShare({ services, advocateId: agent.user.id, postId, network });
    await agent.visit('/me');
    expect(rowsOf(agent)).to.have.length(20);
    await agent.visit(agent.page('a[rel=next]').attr('href')!);
    expect(rowsOf(agent)).to.have.length(1);
  });
});
