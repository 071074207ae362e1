import { expect } from 'chai';
import { Types } from 'mongoose';
import { reactions } from '../../jobs/reactions.js';
import { createApp } from '../../src/app.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { Organization } from '../../src/organization/organization.model.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { ClosedQuarter } from '../../src/participation/closed-quarter.model.js';
import { ClosedWeek } from '../../src/participation/closed-week.model.js';
import { CarriedPost } from '../../src/participation/carried-post.model.js';
import { Habit } from '../../src/participation/habit.model.js';
import { Membership } from '../../src/participation/membership.model.js';
import { Team } from '../../src/people/index.js';
import { weeksOfPeriod } from '../../src/platform/text/weeks.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization, buildTeam } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { readExcel } from '../support/read-excel.js';
import { createTestServices } from '../support/services.js';

interface Month {
  /** Regular, active, inactive by team. */
  teams: { teamId: string | null; counts: [number, number, number] }[];
  gained?: number;
  lost?: number;
}

describe('The page of the baseline', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-30T09:00:00Z');
    await buildOrganization();
  });

  const rule = { becomesAt: 3, lapsesAt: 1 };

  /** The last closed week of a month. */
  async function closedMonth(month: string, { teams, gained = 0, lost = 0 }: Month): Promise<void> {
    const regular = teams.reduce((sum, { counts }) => sum + counts[0], 0);
    const flow = { wasRegular: true, isRegular: true, wasEver: true, isMember: true };
    await ClosedWeek.create({
      _id: weeksOfPeriod(month).last,
      ...{ zone: 'Europe/Berlin', rule, month, isCounted: true, closedAt: services.clock.now() },
      teams: teams.map(({ teamId, counts: [first, active, inactive] }) => ({
        ...{ teamId, regular: first, active },
        people: first + active + inactive,
      })),
      flows: [
        { ...flow, people: regular - gained },
        { ...flow, wasRegular: false, wasEver: false, people: gained },
        { ...flow, isRegular: false, people: lost },
      ].filter(({ people }) => people > 0),
      cohorts: [],
    });
  }

  const setVisibility = (visibility: string) =>
    Organization.updateOne({ only: true }, { $set: { visibility } });

  async function visit(path = '/reports/baseline') {
    const agent = await signedIn(createApp(services), { roles: ['sponsor'] });
    const response = await agent.visit(path);
    expect(response.status).to.equal(200);
    return agent;
  }

  it('says that nobody has shared yet', async () => {
    const agent = await visit();
    expect(agent.page('h1').text()).to.equal('Nobody has shared anything yet');
    expect(agent.page('[data-part=baseline]')).to.have.length(0);
  });

  it('says from when on there will be a baseline', async () => {
    services.setNow('2026-11-18T09:00:00Z');
    const share = await buildShare({ services });
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', share.advocateId) });
    await eventsPublished();
    await react(services, reactions);
    const agent = await visit();
    // November ends with the week of its last Thursday, which is closed 14 days later.
    expect(agent.page('h1').text()).to.equal('The first baseline comes on 14.12.2026');
    services.setNow('2026-12-15T09:00:00Z');
    const overdue = await visit();
    expect(overdue.page('h1').text()).to.contain('is being computed');
    await closeWeeks(services);
    const later = await visit();
    expect(later.page('h1').text()).to.equal('Too few people share regularly to count them');
  });

  it('is a sentence with who joined and who left, when both are six or more', async () => {
    const teamId = (await buildTeam({ name: 'Ports' })).id;
    await closedMonth('2026-09', { teams: [{ teamId, counts: [30, 10, 40] }] });
    await closedMonth('2026-10', { teams: [{ teamId, counts: [39, 10, 31] }], gained: 15, lost: 6 });
    const agent = await visit();
    expect(agent.page('h1').text()).to.equal(
      '15 people joined the regulars in October and 6 left: 39 people share regularly now',
    );
    const lines = agent.page('[data-part=how] td').toArray();
    expect(lines.map((one) => agent.page(one).text())).to.deep.equal(['30', '+ 15', '0', '− 6', '0', '39']);
  });

  it('shows the change alone when fewer joined or left, and no number of fewer than six anywhere', async () => {
    const teams = [await buildTeam({ name: 'Ports' }), await buildTeam({ name: 'Fleet' })];
    const [ports, fleet] = teams.map(({ id }) => id) as [string, string];
    await closedMonth('2026-09', { teams: [{ teamId: ports, counts: [30, 10, 40] }] });
    await closedMonth('2026-10', {
      teams: [
        { teamId: ports, counts: [30, 10, 40] },
        { teamId: fleet, counts: [3, 4, 2] },
      ],
      ...{ gained: 5, lost: 2 },
    });
    const agent = await visit();
    expect(agent.page('h1').text()).to.equal('33 people share regularly now, 3 more than a month before');
    const rows = agent.page('[data-part=groups] tbody tr').toArray();
    // The team of nine stands together with the other one.
    expect(rows.map((one) => agent.page(one).find('td').text())).to.deep.equal(['331442']);
    const table = agent.page('[data-part=baseline] tbody tr').last().text();
    expect(table).to.contain('too few');
    await setVisibility('individual');
    const open = await visit();
    expect(open.page('h1').text()).to.equal(
      '5 people joined the regulars in October and 2 left: 33 people share regularly now',
    );
    const names = open.page('[data-part=groups] tbody th').toArray();
    expect(names.map((one) => open.page(one).text())).to.have.members(['Ports', 'Fleet']);
    await setVisibility('aggregate-only');
    const closed = await visit();
    expect(closed.page('[data-part=groups]').text()).not.to.match(/Ports|Fleet/);
  });

  it('comes as files with the numbers of the page, and empty cells where it shows none', async () => {
    const teamId = (await buildTeam({ name: 'Ports' })).id;
    await closedMonth('2026-09', { teams: [{ teamId, counts: [30, 10, 40] }] });
    await closedMonth('2026-10', { teams: [{ teamId, counts: [33, 10, 37] }], gained: 5, lost: 2 });
    const agent = await visit();
    const csv = async (table: string) =>
      (await agent.http.get(`/reports/baseline/${table}.csv`)).text
        .replace('\uFEFF', '')
        .trim()
        .split('\r\n');
    const months = [
      'month,regulars,net_change,gained,new,returned,lost,lapsed,left,first_time_sharers',
      '2026-09,30,,,,,,,,',
      '2026-10,33,3,,,,,,,',
    ];
    expect(await csv('months')).to.deep.equal(months);
    expect(await csv('groups')).to.deep.equal([
      'month,teams,team_keys,class,people',
      ...['regular,33', 'active,10', 'inactive,37'].map((of) => `2026-10,Ports,${teamId},${of}`),
    ]);
    const links = agent.page('.downloads a').toArray();
    for (const link of links)
      expect((await agent.http.get(agent.page(link).attr('href')!)).status).to.equal(200);
    const workbook = await agent.http.get('/reports/baseline.xlsx').responseType('blob');
    const sheets = readExcel(workbook.body as Buffer);
    expect(Object.keys(sheets)).to.deep.equal([
      ...['months', 'groups', 'cohorts', 'amplification', 'congruency', 'about'],
    ]);
    expect(sheets.months![2]).to.deep.equal(['2026-10', 33, 3]);
    expect((await agent.http.get('/reports/baseline/people.csv')).status).to.equal(404);
    await setVisibility('aggregate-only');
    expect((await csv('groups')).join()).not.to.contain('Ports');
    const advocate = await signedIn(createApp(services));
    for (const path of ['/reports/baseline.xlsx', '/reports/baseline/months.csv'])
      expect((await advocate.http.get(path)).status).to.equal(403);
  });

  it('has words in place of numbers while fewer than six share regularly', async () => {
    const teamId = (await buildTeam({ name: 'Ports' })).id;
    await closedMonth('2026-10', { teams: [{ teamId, counts: [5, 3, 20] }] });
    const agent = await visit();
    expect(agent.page('h1').text()).to.equal('Too few people share regularly to count them');
    expect(agent.page('[data-part=baseline]').text()).not.to.match(/\b5\b/);
    await setVisibility('individual');
    expect((await visit()).page('h1').text()).to.equal('5 people share regularly now');
    // Nobody regular is a number, too.
    await ClosedWeek.deleteMany({});
    await closedMonth('2026-10', { teams: [{ teamId, counts: [0, 3, 20] }] });
    expect((await visit()).page('h1').text()).to.equal('Nobody shares regularly now');
  });

  it('names a team that ended, and one whose people have no team', async () => {
    const ended = await buildTeam({ name: 'Ticket offices' });
    await Team.updateOne({ _id: ended.id }, { $set: { endedAt: new Date('2026-09-01') } });
    await closedMonth('2026-10', {
      teams: [
        { teamId: ended.id, counts: [8, 7, 6] },
        { teamId: null, counts: [6, 6, 6] },
      ],
    });
    const agent = await visit();
    const names = agent.page('[data-part=groups] tbody th').toArray();
    expect(names.map((one) => agent.page(one).text())).to.deep.equal(['No team', 'Ticket offices (ended)']);
  });

  it('shows what a post brings, with its three factors and the quarter before', async () => {
    const month = '2026-10';
    await closedMonth(month, { teams: [{ teamId: null, counts: [40, 10, 40] }] });
    const post = (quarter: string, posted: number, visitors: number) =>
      CarriedPost.create({
        _id: new Types.ObjectId(),
        ...{ quarter, offered: 20, posted, postings: posted, visitors },
      });
    await post('2026-Q3', 8, 24);
    await post('2026-Q2', 10, 20);
    const agent = await visit();
    const card = agent.page('[data-part=amplification]');
    expect(card.find('h2').text()).to.equal(
      'A post brings 25 visitor-days when the regulars carry it; in the second quarter of 2026 it was 20',
    );
    const figures = card.find('dd').toArray();
    expect(figures.map((one) => agent.page(one).text())).to.deep.equal(['20', '50 %', '2,5', '25']);
  });

  it('names the empty cell of a theme and whose turn it is', async () => {
    const { topic } = await buildPost({ services });
    const { id } = topic!;
    await ClosedQuarter.create({
      _id: '2026-Q3',
      themes: [
        {
          ...{ topicId: id, people: 20 },
          industry: { offered: 0, postings: 0, people: 0 },
          corporate: { offered: 4, postings: 30, people: 12 },
          individual: { offered: 2, postings: 3, people: 3 },
        },
      ],
    });
    await closedMonth('2026-09', { teams: [{ teamId: null, counts: [40, 10, 40] }] });
    const agent = await visit();
    const card = agent.page('[data-part=congruency]');
    expect(card.find('h2').text()).to.equal('The only theme does not speak with all three voices');
    const cells = card
      .find('tbody td')
      .toArray()
      .map((one) => agent.page(one).text());
    expect(cells[0]).to.contain('Nothing from outside').and.contain('association');
    expect(cells[1]).to.contain('4 offered').and.contain('6 people or more posted').and.not.contain('30');
    expect(cells[2]).to.contain('fewer than 6 people posted').and.not.contain('3 posted');
  });

  it('says to somebody alone that one more week makes them a regular', async () => {
    const agent = await signedIn(createApp(services), { name: 'Amara' });
    const { id } = agent.user;
    await Membership.create({
      ...{ _id: 'assumed/amara', personId: id, revision: 1, status: 'active' },
      from: new Date('2026-01-05'),
    });
    await Habit.create({ _id: id, through: '2026-11-09', recent: [true, false, true], isMember: true });
    services.setNow('2026-11-18T09:00:00Z');
    const share = await buildShare({ services, advocateId: id });
    const card = async () => {
      await eventsPublished();
      await react(services, reactions);
      await agent.visit('/me');
      const weeks = agent.page('[data-part=regularity] li').toArray();
      return [agent.page('[data-part=regularity] h2').text(), ...weeks.map((one) => agent.page(one).text())];
    };
    // Without a posting in the series, there is nothing to say.
    expect(await card()).to.deep.equal(['']);
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', id) });
    expect(await card()).to.deep.equal([
      'You share regularly',
      ...['Posted', 'Nothing posted', 'Posted', 'Posted'],
    ]);
    await Habit.updateOne({ _id: id }, { $set: { recent: [false, true] } });
    expect(await card()).to.deep.equal([
      'One more week, and you share regularly',
      ...['Nothing posted', 'Posted', 'Posted'],
    ]);
    // Who is further away is left in peace.
    await Habit.updateOne({ _id: id }, { $set: { recent: [false, false] } });
    expect(await card()).to.deep.equal(['']);
  });
});
