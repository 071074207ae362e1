import { expect } from 'chai';
import { findingRules } from '../../src/reports/findings.js';
import { createApp } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import { SocialGoal, Tactic } from '../../src/strategy/index.js';
import { buildPost } from '../posts/builders.js';
import { buildPeople, buildSharing, publishAt } from '../published-results/builders.js';
import { buildFunnel } from '../strategy/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The overview of a sponsor', function () {
  this.timeout(240_000);
  const services = createTestServices();
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-29T09:00:00Z');
    await buildOrganization();
  });
  const sponsor = () => signedIn(createApp(services), { roles: ['advocate', 'sponsor'] });
  type Reader = Awaited<ReturnType<typeof sponsor>>;
  const text = ({ page }: Reader, part: string) => page(part).text().replace(/\s+/g, ' ').trim();
  const open = async (path = '/reports') => {
    const reader = await sponsor();
    expect((await reader.visit(path)).status, path).to.equal(200);
    return reader;
  };

  it('says in a new organization what is missing, and the next step', async () => {
    const reader = await open();
    expect(text(reader, 'h1')).to.contain('There is no goal to measure it by yet');
    expect(text(reader, '[data-part=goals]')).to.contain('Next: write the mission');
    expect(reader.page('[data-part=goals] a').attr('href')).to.equal('/strategy');
    expect(text(reader, '[data-part=next]')).to.contain('No rule finds anything to do');
    expect(text(reader, '.lead')).to.contain('No results are published yet');
    expect(reader.page('main svg[role=img], [data-part=areas] table')).to.have.lengthOf(0);
    expect(text(await open('/reports/print'), 'main')).to.contain('Next: write the mission');
  });

  it('says how goals stand, who owns them, and what to do about those that are behind', async () => {
    const { goalId, tacticId, owner } = await buildFunnel(services);
    const terms = { from: '2025-11-01', to: '2026-12-31', metric: 'questions-answered' } as const;
    await SocialGoal.updateOne({ _id: goalId }, { $set: terms });
    await Tactic.updateOne({ _id: tacticId }, { $set: { messageState: 'withdrawn' } });
    const reader = await open();
    expect(text(reader, '[data-part=goals]')).to.contain('No figure yet').and.contain(owner.name);
    expect(text(reader, '[data-part=next]')).to.contain('Enter a figure for “60 applications”');
    expect(text(reader, '[data-part=next]')).to.contain(`for ${owner.name}`);

    await Organization.updateOne({ only: true }, { $set: { visibility: 'individual' } });
    await SocialGoal.updateOne({ _id: goalId }, { $set: { metric: 'applications' } });
    await reader.visit('/reports');
    expect(text(reader, 'h1')).to.contain('The one goal is behind');
    expect(text(reader, '.state-bad')).to.match(/^Behind by \d+$/);
    expect(text(reader, '[data-part=next] li')).to.contain('Add a tactic for “60 applications”');
    expect(reader.page('[data-part=next] a').attr('href')).to.equal(`/strategy/goals/${goalId}`);
    expect(text(reader, '[data-part=areas]')).to.contain('one behind');
    await reader.visit('/reports/print');
    expect(text(reader, 'main')).to.contain(owner.name).and.contain('Add a tactic for “60 applications”');
  });

  it('adds up the value areas from published weeks alone, next to the four weeks before', async () => {
    const { tacticId } = await buildFunnel(services);
    const post = await buildPost({ services, tacticId });
    const people = await buildPeople(8);
    for (const at of ['2026-09-08T09:00:00Z', '2026-10-13T09:00:00Z', '2026-11-10T09:00:00Z'])
      for (const advocateId of at < '2026-11' ? people : [...people, ...(await buildPeople(4))])
        await buildSharing({ at, postId: post.id, advocateId });
    await publishAt('2026-11-25T09:00:00Z');
    const reader = await open();
    const row = reader
      .page('[data-part=areas] tbody tr')
      .toArray()
      .map((one) =>
        reader
          .page(one)
          .children()
          .toArray()
          .map((cell) => reader.page(cell).text()),
      )
      .find(([name]) => name === 'Employee engagement')!;
    const [visitors, before] = [Number(row[2]), Number(row[3])];
    expect(visitors).to.be.greaterThan(before).and.greaterThan(0);
    expect(text(reader, '.lead'))
      .to.contain(`${visitors} visitors`)
      .and.contain('more than in the four before');
    for (const [by, name] of [
      ['goal', '60 applications'],
      ['tactic', 'Engineers answer engineers'],
    ] as const) {
      await reader.visit(`/reports/results?by=${by}`);
      expect(text(reader, '[data-part=breakdown]'), by).to.contain(name);
      const [, line] = (await reader.http.get(`/reports/results.csv?by=${by}`)).text.split('\r\n');
      expect(line, by).to.contain(name);
    }
  });

  it('leads addresses of results to their page, and prints the rules behind findings', async () => {
    const reader = await sponsor();
    for (const [before, after] of [
      ['/reports?by=topic&period=2026', '/reports/results?by=topic&period=2026'],
      ['/reports.csv?by=week', '/reports/results.csv?by=week'],
      ['/reports.xlsx', '/reports/results.xlsx'],
    ] as const)
      expect((await reader.http.get(before)).headers.location, before).to.equal(after);
    await reader.visit('/reports/rules');
    expect(reader.page('tbody tr')).to.have.lengthOf(findingRules.length);
    const advocate = await signedIn(createApp(services));
    for (const path of ['/reports', '/reports/print', '/reports/rules'])
      expect((await advocate.visit(path)).status, path).to.equal(403);
  });
});
