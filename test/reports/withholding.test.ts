import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { buildPost } from '../posts/builders.js';
import type { buildShare } from '../sharing/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization, buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick } from '../clicks/builders.js';
import { buildPostedShare, rowsOf } from './builders.js';

describe('Results of fewer than six people', function () {
  this.timeout(240_000);
  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(buildOrganization);
  const services = createTestServices();
  const sponsor = () => signedIn(createApp(services), { roles: ['advocate', 'sponsor'] });
  type Reader = Awaited<ReturnType<typeof sponsor>>;

  const table = ({ page }: Reader, caption: string) => rowsOf(page, caption);
  const csvOf = async (reader: Reader, query: string) =>
    (await reader.http.get(`/reports.csv?${query}`)).text.replace('\uFEFF', '').trim().split('\r\n').slice(1);

  /** So many people of a team, each with a share of the post and a click on it. */
  async function sharers(
    count: number,
    { teamId, ...share }: { teamId?: string } & Parameters<typeof buildShare>[0] = {},
  ) {
    const postId = share.postId ?? (await buildPost({ services })).id;
    const one = async () => {
      const advocateId = share.advocateId ?? (await buildUser(teamId ? { teamId } : {})).id;
      const made = await buildPostedShare({ services, ...share, postId, advocateId });
      await buildClick({ slug: made.slug });
      return made;
    };
    const shares = await Promise.all(Array.from({ length: count }, one));
    await updateDailyStatistics(services);
    return shares;
  }

  it('are not shown, in figures, chart or lines: the page says so in words', async () => {
    await sharers(5);
    const reader = await sponsor();
    await reader.visit('/reports');
    expect(reader.page('h1').text()).to.equal('Figures start as soon as 6 people have results');
    expect(reader.page('.empty').text()).to.match(/Fewer than 6 people.*in this period.*My results/s);
    // Tabs of nothing would be a page of questions without answers.
    expect(reader.page('[data-part=breakdown], .subnav:not(.section-tabs)')).to.have.lengthOf(0);
    expect(reader.page('.figures, svg[role=img], tfoot')).to.have.lengthOf(0);
    // Which posts, networks or days there are would already say what they did.
    for (const by of ['post', 'network', 'day']) {
      await reader.visit(`/reports?by=${by}`);
      expect(reader.page('caption')).to.have.lengthOf(0);
      expect(await csvOf(reader, `by=${by}`)).to.deep.equal([
        'Withheld: fewer than 6 people have results here',
      ]);
    }
    await sharers(1);
    await reader.visit('/reports');
    expect(reader.page('.figures').text()).to.match(/Clicks\s*6/);
  });

  it('are withheld under their own team, never replaced by those of everybody', async () => {
    const [small, middle, large] = [await buildTeam(), await buildTeam(), await buildTeam()];
    const [first] = await sharers(2, { teamId: small.id });
    await sharers(7, { teamId: middle.id });
    await sharers(8, { teamId: large.id });
    const lead = { slug: first!.slug, kind: 'lead', externalId: '1', via: 'server' } as const;
    await recordConversion(services, lead);
    await updateDailyStatistics(services);
    const reader = await sponsor();
    await reader.visit(`/reports?by=network&team=${small.id}`);
    expect(reader.page('main').text()).to.contain('Fewer than 6 people have results with this filter');
    expect(reader.page('.empty a').attr('href')).to.match(/by=network$/);
    expect(reader.page('.figures')).to.have.lengthOf(0);
    expect((await csvOf(reader, `by=network&team=${small.id}`)).join()).to.not.match(/,\d/);
    await reader.visit(`/reports?by=network&team=${large.id}`);
    expect(table(reader, 'Network')[0]!.slice(0, 2)).to.deep.equal(['LinkedIn', '8']);
  });

  it('are withheld with a total together with the next smallest line, so that no difference gives them away', async () => {
    const teams = [];
    for (const name of ['Legal', 'Sales', 'Service', 'Research']) teams.push(await buildTeam({ name }));
    await sharers(2, { teamId: teams[0]!.id });
    await sharers(7, { teamId: teams[1]!.id, network: 'x' });
    await sharers(9, { teamId: teams[2]!.id, network: 'x' });
    await sharers(10, { teamId: teams[3]!.id });
    await sharers(1, { teamId: teams[3]!.id, network: 'x' });
    const reader = await sponsor();
    await reader.visit('/reports?by=team');
    expect(reader.page('.figures').text()).to.match(/Clicks\s*29/);
    const withheld = 'Withheld: fewer than 6 people here or in another line';
    expect(table(reader, 'Team').map((row) => row.slice(0, 2))).to.have.deep.members([
      ['Research', '11'],
      ['Service', '9'],
    ]);
    // All withheld lines are one, so that a long list of them doesn't hide the others.
    const folded = reader.page('[data-part=withheld]');
    expect(folded.find('summary').text()).to.contain('2 teams are not shown: fewer than 6 people');
    expect(
      folded
        .find('li')
        .map((_, name) => reader.page(name).text())
        .get(),
    ).to.have.members(['Legal', 'Sales']);
    expect(folded.text()).to.contain('Some more are withheld');
    const ofSales = (await csvOf(reader, 'by=team')).find((line) => line.startsWith('Sales'));
    expect(ofSales).to.equal(['Sales', ...Array<string>(10).fill(withheld)].join(','));
    // Asked for alone, or from within another report, it would be the missing part of the difference.
    const inWords = 'compared with other figures, these would show those of fewer than 6 people';
    for (const by of ['network', 'post', 'day', 'advocate']) {
      const query = `by=${by}&team=${teams[1]!.id}`;
      await reader.visit(`/reports?${query}`);
      expect(reader.page('main').text(), query).to.contain('minus these leaves fewer than 6 people');
      expect(reader.page('.figures, svg[role=img], caption'), query).to.have.lengthOf(0);
      expect(await csvOf(reader, query), query).to.deep.equal([`"Withheld: ${inWords}"`]);
    }
    await reader.visit('/reports?by=team&network=x');
    expect(table(reader, 'Team').map((row) => row.slice(0, 2))).to.deep.equal([['Service', '9']]);
    expect(reader.page('[data-part=withheld] li')).to.have.lengthOf(2);
  });

  it('are not answered from several filters at once, which few people fit', async () => {
    const team = await buildTeam();
    await sharers(8, { teamId: team.id });
    const reader = await sponsor();
    await reader.visit(`/reports?team=${team.id}`);
    expect(reader.page('.figures').text()).to.match(/Clicks\s*8/);
    const query = `team=${team.id}&network=linkedin`;
    await reader.visit(`/reports?${query}`);
    expect(reader.page('h1').text()).to.equal('Choose one filter at a time');
    expect(reader.page('.figures, svg[role=img], caption')).to.have.lengthOf(0);
    expect(await csvOf(reader, query)).to.deep.equal(['Withheld: only one filter at a time can be chosen']);
    await Organization.updateOne({}, { visibility: 'individual' });
    await reader.visit(`/reports?${query}`);
    expect(reader.page('.figures').text()).to.match(/Clicks\s*8/);
  });

  it('leave a gap in the chart, and are no lines of its table', async () => {
    await sharers(6);
    const later = createTestServices();
    later.setNow('2026-11-16T09:00:00Z');
    const post = (await buildPost({ services: later })).id;
    const postOn = async (moment: string) => {
      later.setNow(moment);
      await buildPostedShare({ services: later, postId: post });
    };
    await postOn('2026-11-16T09:00:00Z');
    for (let person = 0; person < 6; person += 1) await postOn('2026-11-17T09:00:00Z');
    const reader = await sponsor();
    await reader.visit('/reports?from=2026-11-16&to=2026-11-18');
    const rows = table(reader, 'Clicks and visitors a day');
    expect(rows.map(([day]) => day)).to.deep.equal(['18.11.2026']);
    expect(reader.page('.chart').text()).to.contain('2 days are left out');
  });

  it('are shown to nobody as the remainder of one’s own', async () => {
    const reader = await sponsor();
    await sharers(1, { advocateId: reader.user.id });
    await sharers(5);
    await reader.visit('/reports?by=advocate');
    expect(reader.page('main').text()).to.contain('Fewer than 6 people have results so far');
    expect(table(reader, 'Advocate').map((row) => row.slice(0, 2))).to.deep.equal([[reader.user.name, '1']]);
    await sharers(1);
    await reader.visit('/reports?by=advocate');
    expect(table(reader, 'Advocate').map((row) => row.slice(0, 2))).to.have.deep.members([
      [reader.user.name, '1'],
      ['Everybody else', '6'],
    ]);
  });

  it('are answered in words where the organization shows totals only', async () => {
    const team = await buildTeam({ name: 'Sales' });
    await sharers(7, { teamId: team.id });
    await Organization.updateOne({}, { visibility: 'aggregate-only' });
    const reader = await sponsor();
    for (const query of ['by=team', 'by=advocate', `by=post&team=${team.id}`]) {
      await reader.visit(`/reports?${query}`);
      expect(reader.page('main').text(), query).to.contain('Your organization shows totals only');
      expect(reader.page('table, .figures'), query).to.have.lengthOf(0);
      expect(await csvOf(reader, query), query).to.deep.equal(['Your organization shows totals only']);
    }
    await reader.visit('/reports?by=post');
    expect(reader.page('.figures').text()).to.match(/Clicks\s*7/);
    expect(reader.page('#team')).to.have.lengthOf(0);
  });

  it('are shown where the organization chose individual results, each by name', async () => {
    const somebody = await buildUser({ name: 'Bo Andersen' });
    await sharers(1, { advocateId: somebody.id });
    await Organization.updateOne({}, { visibility: 'individual' });
    const reader = await sponsor();
    await reader.visit('/reports?by=advocate');
    expect(table(reader, 'Advocate').map((row) => row.slice(0, 2))).to.deep.equal([['Bo Andersen', '1']]);
  });
});
