import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createTopic, recallPost } from '../../src/posts/index.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { statisticsJobs } from '../../src/statistics/statistics.jobs.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { getOutcome } from '../../src/feed/get-results.js';
import { networkNames, type NetworkName } from '../../src/sharing/networks.js';
import { recordPostings } from '../../src/sharing/record-postings.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildAcknowledgement, buildGuideline } from '../guidelines/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
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
      .page('main .post-title')
      .toArray()
      .map((element) => agent.page(element).text());
  };

  it('lists what is offered, newest first, and neither drafts nor what is over', async () => {
    await buildDraft({ services, title: 'Draft' });
    await buildPost({ services, title: 'Expiring', lastDay: '2026-11-18' });
    const recalled = await buildPost({ services, title: 'Recalled' });
    const { id: personId } = await buildUser({ roles: ['approver'] });
    await recallPost(services, {
      postId: recalled.id,
      actor: acting('editor', personId),
      note: 'Wrong figure',
    });
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

  it('shows of each post its topic, and its age or that it ends soon', async () => {
    const topic = await createTopic(services, { actor: acting('editor'), name: 'Wind' });
    await buildPost({ services, title: 'Older' });
    await buildPost({ services, topicId: topic.id, lastDay: '2026-11-22' });
    services.setNow('2026-11-21T10:00:00Z');
    const agent = await advocate();
    await agent.visit('/feed');
    const [ending, older] = agent
      .page('main .meta')
      .toArray()
      .map((meta) => agent.page(meta).text());
    expect(ending).to.contain('Wind').and.to.contain('Ends tomorrow');
    expect(older).to.contain('3 days ago');
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
    const row = (id: string) => agent.page(`.folded li:has(a[href^="/posts/${id}"])`).text();
    expect(row(post.id)).to.contain('LinkedIn and X');
    expect(agent.page('.folded').text()).to.contain('One you have shared').and.not.to.contain('Not shared');
    expect(agent.page(`.pick a[href^="/posts/${other.id}"]`).length).to.be.above(0);
  });

  it('says so when everything is shared, and when there is nothing', async () => {
    const agent = await advocate();
    await agent.visit('/feed');
    expect(agent.page('.empty').text()).to.contain('Nothing to share yet');
    const post = await buildPost({ services });
    await buildShare({ services, advocateId: agent.user.id, postId: post.id });
    await agent.visit('/feed');
    expect(agent.page('.empty').text()).to.contain('You have shared everything');
    expect(agent.page('.folded li')).to.have.length(1);
    expect(agent.page('.pick')).to.have.length(0);
  });

  it('narrows to one topic, and leads back when that is empty', async () => {
    const [wind, sea] = [
      await createTopic(services, { actor: acting('editor'), name: 'Wind' }),
      await createTopic(services, { actor: acting('editor'), name: 'Sea' }),
    ];
    await buildPost({ services, title: 'About wind', topicId: wind.id });
    const agent = await advocate();
    expect(await titles(agent, `/feed?topic=${wind.id}`)).to.deep.equal(['About wind']);
    expect(agent.page('.chips [aria-current=page]').text()).to.equal('Wind');
    expect(await titles(agent, `/feed?topic=${sea.id}`)).to.deep.equal([]);
    expect(agent.page('.empty a').attr('href')).to.equal('/feed');
    expect(await titles(agent, '/feed?topic=nonsense&page=-1')).to.deep.equal(['About wind']);
  });

  it('shows the topics I follow, and all again when I follow none', async () => {
    const [wind, sea] = [
      await createTopic(services, { actor: acting('editor'), name: 'Wind' }),
      await createTopic(services, { actor: acting('editor'), name: 'Sea' }),
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
    await createTopic(services, { actor: acting('editor'), name: 'Wind' });
    const agent = await advocate();
    await agent.visit('/me/topics');
    await agent.submit({ topicIds: 'f'.repeat(24) }, '/me/topics');
    expect((await findActivePerson(agent.user.id))!.topicIds).to.deep.equal([]);
    await agent.visit('/me/topics');
    expect((await agent.submit({ topicIds: 'nonsense' }, '/me/topics')).status).to.equal(422);
  });

  it('comes twenty posts at a time', async () => {
    const authorId = (await buildUser({ roles: ['editor'] })).id;
    for (let n = 1; n <= 22; n += 1) await buildPost({ services, authorId, title: `Post no. ${n}` });
    const agent = await advocate();
    // The newest of all stands out on the first page, and is not repeated.
    expect(await titles(agent)).to.have.length(1 + 20);
    expect(agent.page('.pick .post-title').text()).to.equal('Post no. 22');
    expect(await titles(agent, agent.page('a[rel=next]').attr('href'))).to.have.length(1);
    expect(agent.page('.pick')).to.have.length(0);
    expect(agent.page('a[rel=prev]').attr('href')).to.equal('/feed?page=1');
    expect(await titles(agent, '/feed?page=999')).to.have.length(1);
  });

  it('asks to read the guidelines until they are acknowledged', async () => {
    await buildGuideline(services);
    const agent = await advocate();
    await agent.visit('/feed');
    expect(agent.page('[data-part=guideline] a').attr('href')).to.equal('/guidelines?next=/feed');
    await buildAcknowledgement(services, agent.user.id);
    await agent.visit('/feed');
    expect(agent.page('[data-part=guideline]')).to.have.length(0);
    await buildGuideline(services);
    await agent.visit('/feed');
    expect(agent.page('[data-part=guideline] h2').text()).to.equal('The guidelines changed');
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

  it('says how many people came through my links in the last seven days, or what there is to do', async () => {
    const agent = await advocate();
    const band = async () => {
      await agent.visit('/feed');
      return agent.page('.band').text();
    };
    expect(await band()).to.contain('The first post to share will stand here');
    await buildPost({ services });
    expect(await band())
      .to.contain('Your first link is waiting')
      .and.not.to.contain('See results');
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    const quiet = await band();
    expect(quiet).to.contain('See results').and.not.to.contain('first link');
    await buildClick({ slug });
    await buildClick({ slug });
    await updateDailyStatistics(services);
    expect(await band()).to.contain('2 people came through your links this week');
    // The organization's last minute of the seventh day, and the one after it.
    services.setNow('2026-11-24T22:59:00Z');
    expect(await band()).to.contain('2 people came');
    services.setNow('2026-11-24T23:00:00Z');
    expect(await band()).to.equal(quiet);
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
  /** Clicks, visitors and conversions of each share, on the page of all shares. */
  const rowsOf = ({ page }: Pick<Agent, 'page'>) =>
    page('main tbody tr')
      .toArray()
      .map((row) =>
        page(row)
          .find('td.num')
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

    await agent.visit('/me/shares');
    expect(rowsOf(agent)).to.deep.equal([
      ['1', '1', '0'],
      ['2', '2', '1'],
    ]);
    expect(agent.page('.lead').text()).to.equal('2 shares brought 3 clicks, 3 visitors and 1 conversion.');
    expect(agent.page('main').text()).to.contain('1 application');
    await agent.visit('/me');
    expect(agent.page('h1').text()).to.equal(
      '3 people came through your links this week, and it led to 1 application',
    );
    expect(agent.page('main').text()).to.contain('One more visit is not counted');
    expect(agent.page('[data-part=shares] .item')).to.have.length(2);
  });

  it('say what to do while nothing is shared', async () => {
    const agent = await advocate();
    for (const path of ['/me', '/me/shares']) {
      await agent.visit(path);
      expect(agent.page('.empty a').attr('href')).to.equal('/feed');
    }
  });

  it('are bars of twelve weeks that end today, in the days of the organization', async () => {
    const agent = await advocate();
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    services.setNow('2026-12-10T12:00:00Z');
    // The first is in the week before the twelve, and the second in the first of them.
    for (const day of ['2026-09-17', '2026-09-18', '2026-12-03', '2026-12-04', '2026-12-10'])
      await buildClick({ slug, at: `${day}T11:00:00Z` });
    await updateDailyStatistics(services);
    await agent.visit('/me');
    const visitors = agent
      .page('[data-part=weeks] tbody td')
      .toArray()
      .map((cell) => Number(agent.page(cell).text()));
    expect(visitors).to.deep.equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
    expect(agent.page('h1').text()).to.contain('2 people');
    expect(agent.page('.lead').text()).to.contain('The seven days before, it was one person.');
    const drawing = agent.page('.drawing-narrow');
    expect(drawing.attr('aria-label')).to.contain('2 visitors in the last seven days, 1 in the');
    expect(drawing.find('rect')).to.have.length(12);
    expect(drawing.find('rect.is-last').attr('height')).to.equal(drawing.find('rect').last().attr('height'));
  });

  it('name the post that brought most in four weeks, with its networks, and not one from before', async () => {
    const agent = await advocate();
    const [old, quiet, best] = [
      await buildPost({ services, title: 'Old' }),
      await buildPost({ services, title: 'Quiet' }),
      await buildPost({ services, title: 'Best' }),
    ];
    const share = (postId: string, network: NetworkName) =>
      buildShare({ services, advocateId: agent.user.id, postId, network });
    const clicked = async ({ slug }: { slug: string }, times: number, at: string) => {
      for (let n = 0; n < times; n += 1) await buildClick({ slug, at });
    };
    await clicked(await share(old.id, 'linkedin'), 9, '2026-11-18T12:00:00Z');
    services.setNow('2026-12-20T12:00:00Z');
    await clicked(await share(quiet.id, 'linkedin'), 2, '2026-12-20T11:00:00Z');
    await clicked(await share(best.id, 'linkedin'), 1, '2026-12-20T11:00:00Z');
    await clicked(await share(best.id, 'x'), 3, '2026-12-20T11:00:00Z');
    await updateDailyStatistics(services);
    await agent.visit('/sign-in');
    await agent.submit({ email: agent.user.email, password });
    await agent.visit('/me');
    const card = agent.page('[data-part=best]').text();
    expect(card)
      .to.contain('Best')
      .and.contain('4 people came through it')
      .and.match(/3 from X\s*1 from LinkedIn/);
  });

  it('thank quietly for the first share, the tenth visitor and the first verified conversion', async () => {
    const agent = await advocate();
    const firsts = async () => {
      await updateDailyStatistics(services);
      await agent.visit('/me');
      return agent
        .page('.firsts li')
        .toArray()
        .map((first) => agent.page(first).text());
    };
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    expect(await firsts()).to.deep.equal(['First share18.11.2026']);
    for (let n = 0; n < 9; n += 1) await buildClick({ slug, at: '2026-11-18T10:00:00Z' });
    services.setNow('2026-11-19T10:30:00Z');
    expect(await firsts()).to.have.length(1);
    await buildClick({ slug, at: '2026-11-19T10:00:00Z' });
    await recordConversion(services, { slug, kind: 'lead', externalId: '1', via: 'server' });
    expect(await firsts()).to.deep.equal([
      'First share18.11.2026',
      'Tenth visitor19.11.2026',
      'First conversion19.11.2026',
    ]);
  });

  it('show a click within seconds: after the next drain and the next run of the statistics', async () => {
    const app = createApp(services);
    const agent = await signedIn(app);
    const { slug } = await buildShare({ services, advocateId: agent.user.id });
    await createAgent(app).http.get(`/l/${slug}`).set('User-Agent', browser).expect(302);
    await app.redirect.drain();
    await updateDailyStatistics(services);
    await agent.visit('/me/shares');
    expect(rowsOf(agent)).to.deep.equal([['1', '1', '0']]);
    expect(statisticsJobs.find(({ name }) => name === 'update-daily-statistics')?.every).to.equal(
      '5 seconds',
    );
  });

  it('list all shares twenty at a time', async () => {
    const agent = await advocate();
    const posts = [];
    const authorId = (await buildUser({ roles: ['editor'] })).id;
    for (let n = 0; n < 3; n += 1)
      posts.push(await buildPost({ services, authorId, title: `Post no. ${n}` }));
    for (const network of networkNames.slice(0, 7))
      for (const { id: postId } of posts)
        await buildShare({ services, advocateId: agent.user.id, postId, network });
    await agent.visit('/me/shares');
    expect(rowsOf(agent)).to.have.length(20);
    await agent.visit(agent.page('a[rel=next]').attr('href')!);
    expect(rowsOf(agent)).to.have.length(1);
    await agent.visit('/me');
    expect(agent.page('[data-part=shares] .item')).to.have.length(5);
    expect(agent.page('[data-part=shares]').text()).to.contain('All 21');
  });
});
