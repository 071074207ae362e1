import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import { buildPost } from '../posts/builders.js';
import { buildPeople, buildSharing, publishAt } from '../published-results/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization, buildTeam } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { rowsOf } from './builders.js';

describe('Reports of others’ results', function () {
  this.timeout(240_000);
  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(buildOrganization);
  const services = createTestServices();
  const sponsor = () => signedIn(createApp(services), { roles: ['advocate', 'sponsor'] });
  type Reader = Awaited<ReturnType<typeof sponsor>>;
  const main = ({ page }: Reader) => page('main').text().replace(/\s+/g, ' ');
  const csvOf = async (reader: Reader, query: string) =>
    (await reader.http.get(`/reports/results.csv?${query}`)).text.replace('\uFEFF', '').trim().split('\r\n');

  /** Eight people of a team and seven of another share two posts in July, two visitors each. */
  async function aQuarter() {
    const [sales, service] = [await buildTeam({ name: 'Sales' }), await buildTeam({ name: 'Service' })];
    const posts = [
      await buildPost({ services, title: 'We are hiring', level: 'corporate', campaign: 'crew-2026' }),
      await buildPost({ services, title: 'How ferries park', level: 'industry', campaign: 'harbour' }),
    ];
    const people = [
      ...(await buildPeople(8, { teamId: sales.id })),
      ...(await buildPeople(7, { teamId: service.id })),
    ];
    for (const [n, at] of ['2026-07-07T09:00:00Z', '2026-08-04T09:00:00Z'].entries())
      for (const advocateId of people) await buildSharing({ at, postId: posts[n]!.id, advocateId });
    return { people, posts, teamIds: [sales.id, service.id] };
  }

  it('are words until the first week is published', async () => {
    await buildSharing({
      at: '2026-11-17T09:00:00Z',
      postId: (await buildPost({ services })).id,
      advocateId: (await buildPeople(1))[0]!,
    });
    const reader = await sponsor();
    await reader.visit('/reports/results');
    expect(main(reader)).to.contain('No results are published yet');
    expect(reader.page('table, svg[role=img], .figures')).to.have.lengthOf(0);
    expect((await reader.http.get('/reports/results.csv')).headers.location).to.equal('/reports/results');
  });

  it('show the latest quarter by post, with what it brought in one sentence', async () => {
    await aQuarter();
    await publishAt('2026-10-01T09:00:00Z');
    const reader = await sponsor();
    await reader.visit('/reports/results');
    expect(reader.page('h1').text()).to.equal('60 visitors came through what colleagues shared');
    expect(main(reader)).to.contain('Quarter 3 of 2026, published up to 27.09.2026');
    expect(rowsOf(reader.page, 'Post').map((row) => row.slice(0, 5))).to.have.deep.members([
      ['We are hiring', '15', '15', '30', '30'],
      ['How ferries park', '15', '15', '30', '30'],
    ]);
  });

  it('are compared with the period before, once all of its weeks are published', async () => {
    const { people, posts } = await aQuarter();
    for (const advocateId of people)
      await buildSharing({ at: '2026-06-16T09:00:00Z', postId: posts[0]!.id, advocateId });
    await publishAt('2026-08-20T09:00:00Z');
    const reader = await sponsor();
    const change = async (period: string) => {
      await reader.visit(`/reports/results?period=${period}`);
      return reader.page('.figure-note').first().html()!.split('<br>')[0];
    };
    expect(await change('2026-08')).to.match(/^As in the first 2 weeks of July 2026/);
    await publishAt('2026-10-01T09:00:00Z');
    expect(await change('2026-08')).to.equal('As in July 2026, which has 5 weeks');
    expect(await change('2026-W28')).to.equal('None in Week 27 (29.06.2026)');
    expect(await change('2026-Q3')).to.not.contain(' in ');
    expect(main(reader)).to.contain('Not compared: not all weeks of the period before were published');
  });

  it('can be asked for by week, month, quarter and year, and for no other days', async () => {
    await aQuarter();
    await publishAt('2026-10-01T09:00:00Z');
    const reader = await sponsor();
    const news = async (query: string) => {
      await reader.visit(`/reports/results?${query}`);
      return reader.page('h1').text();
    };
    expect(await news('period=2026-W28')).to.equal('30 visitors came through what colleagues shared');
    expect(await news('period=2026-08')).to.equal('30 visitors came through what colleagues shared');
    expect(await news('period=2026')).to.equal('60 visitors came through what colleagues shared');
    expect(await news('period=2026-W29')).to.equal('Nothing was shared or clicked in this period');
    // Free days, as they stood in the address of earlier reports, ask nothing.
    expect(await news('from=2026-07-07&to=2026-07-07')).to.equal(
      '60 visitors came through what colleagues shared',
    );
    for (const period of ['2026-07-07', '2026-W52', '2025'])
      expect((await reader.http.get(`/reports/results?period=${period}`)).status).to.equal(422);
  });

  it('stand by topic, campaign, level and week as sums of the same cells', async () => {
    await aQuarter();
    await publishAt('2026-10-01T09:00:00Z');
    const reader = await sponsor();
    const table = async (by: string, caption: string) => {
      await reader.visit(`/reports/results?by=${by}`);
      return rowsOf(reader.page, caption).map((row) => row.slice(0, 2));
    };
    expect(await table('level', 'Level')).to.have.deep.members([
      ['Corporate', '15'],
      ['Industry', '15'],
    ]);
    expect(await table('topic', 'Topic')).to.deep.equal([['Careers', '30']]);
    expect(await table('campaign', 'Campaign (utm_campaign)')).to.have.deep.members([
      ['crew-2026', '15'],
      ['harbour', '15'],
    ]);
    const weeks = await table('week', 'Week');
    expect(weeks.filter(([, posted]) => posted !== '0')).to.deep.equal([
      ['Week 28 (06.07.2026)', '15'],
      ['Week 32 (03.08.2026)', '15'],
    ]);
  });

  it('stand by team and network by closed quarter only, without conversions', async () => {
    const { teamIds } = await aQuarter();
    await publishAt('2026-08-20T09:00:00Z');
    const reader = await sponsor();
    await reader.visit('/reports/results?by=team');
    expect(main(reader)).to.contain('published on 30.09.2026');
    expect(rowsOf(reader.page, 'Team')).to.deep.equal([]);
    await publishAt('2026-10-01T09:00:00Z');
    await reader.visit('/reports/results?by=team');
    expect(rowsOf(reader.page, 'Team')).to.deep.equal([
      ['Sales', '16', '32'],
      ['Service', '14', '28'],
    ]);
    expect(await csvOf(reader, 'by=team')).to.deep.equal([
      'team,key,posted,visitors',
      ...(['Sales', 'Service'] as const).map((name, n) => `${name},${teamIds[n]},${['16,32', '14,28'][n]}`),
    ]);
    await reader.visit('/reports/results?by=network');
    expect(rowsOf(reader.page, 'Network')).to.deep.equal([['LinkedIn', '30', '60']]);
    await reader.visit('/reports/results?by=team&period=2026-07');
    expect(main(reader)).to.contain('by quarter only');
    expect(reader.page('a:contains("Show Quarter 3 of 2026")').attr('href')).to.equal(
      '/reports/results?period=2026-Q3&by=team#breakdown',
    );
    expect((await csvOf(reader, 'by=team&period=2026-07')).join()).to.not.match(/Sales/);
  });

  it('are about no team where the organization shows totals only', async () => {
    await aQuarter();
    await publishAt('2026-10-01T09:00:00Z');
    await Organization.updateOne({}, { visibility: 'aggregate-only' });
    const reader = await sponsor();
    expect((await reader.http.get('/reports/results?by=team')).status).to.equal(422);
    await reader.visit('/reports/results');
    expect(reader.page('nav a:contains("Team")')).to.have.lengthOf(0);
    expect(reader.page('h1').text()).to.equal('60 visitors came through what colleagues shared');
  });

  it('are never about one person, and no live number stands beside them', async () => {
    const { people, posts } = await aQuarter();
    await publishAt('2026-10-01T09:00:00Z');
    const reader = await sponsor();
    for (const by of ['advocate', 'location', 'day'])
      expect((await reader.http.get(`/reports/results?by=${by}`)).status, by).to.equal(422);
    const before = await csvOf(reader, 'by=post&period=2026');
    await buildSharing({
      at: '2026-10-01T10:00:00Z',
      postId: posts[0]!.id,
      advocateId: people[0]!,
      network: 'x',
    });
    await publishAt('2026-10-02T09:00:00Z');
    expect(await csvOf(reader, 'by=post&period=2026')).to.deep.equal(before);
  });
});
