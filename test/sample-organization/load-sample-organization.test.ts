import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { Post } from '../../src/posts/post.model.js';
import { findPosts, listOfferedPosts } from '../../src/posts/index.js';
import { currentGuideline } from '../../src/guidelines/find-guidelines.js';
import { getOrganization } from '../../src/organization/index.js';
import { loadSampleOrganization, sampleState } from '../../src/sample-organization/index.js';
import { calendarOf } from '../../src/sample-organization/calendar.js';
import { planMisses } from '../../src/sample-organization/plan-misses.js';
import { planShares } from '../../src/sample-organization/plan-shares.js';
import { planVisits } from '../../src/sample-organization/plan-visits.js';
import { SampleLoad } from '../../src/sample-organization/sample-load.model.js';
import { countShares } from '../../src/sharing/index.js';
import { getConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { listConversions } from '../../src/conversions/conversion-list.js';
import { missReasons } from '../../src/conversions/attribution-rule.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { countTeams } from '../../src/accounts/manage-teams.js';
import { isOpen } from '../../src/people/index.js';
import { checkInOverdue, lastCheckIns } from '../../src/goals/check-in-overdue.js';
import { measureGoals } from '../../src/goals/measure-goals.js';
import { Share } from '../../src/sharing/share.model.js';
import { SocialGoal, Tactic } from '../../src/strategy/index.js';
import { User } from '../../src/people/user.model.js';
import { createAgent } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { useSample } from '../support/sample.js';
import { createTestServices } from '../support/services.js';

const ever = { from: '2026-01-01', to: '2026-12-31' };

/** Everything that reports could say, without the ids, which differ. */
async function totals() {
  const withoutKey = ({ key: _, ...figures }: { key: string }) => figures;
  const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    shares: await countShares({ ...ever, by: 'all' }),
    byDay: await sumStatistics({ ...ever, by: 'day', currency: 'EUR' }),
    byNetwork: await sumStatistics({ ...ever, by: 'network' }),
    byAdvocate: sorted((await sumStatistics({ ...ever, by: 'advocate' })).map(withoutKey)),
    byPost: sorted((await sumStatistics({ ...ever, by: 'post' })).map(withoutKey)),
  };
}

/** The ids of what has a page of its own, by collection. */
async function idsOfAll(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of [
    'users',
    'teams',
    'topics',
    'posts',
    'guidelineversions',
    'shares',
    'feeds',
    'inboxitems',
  ]) {
    const documents = await mongoose.connection.db!.collection(name).find().project({ _id: 1 }).toArray();
    found[name] = documents.map(({ _id }) => String(_id)).sort();
    expect(found[name], name).not.to.be.empty;
  }
  return found;
}

describe('Loading the sample organization', function () {
  // Thousands of visits go through the real rules, one by one.
  this.timeout(240_000);
  const services = createTestServices();
  let first: Awaited<ReturnType<typeof loadSampleOrganization>>;
  before(async () => {
    await useDatabase();
    // Loaded in this run by this test or another one; a test below loads it again and compares.
    first = await useSample(services);
  });
  after(emptyDatabase);

  it('brings forty people in six teams and one that has ended, who read the second version of the guideline', async () => {
    expect(first.loaded).to.equal(true);
    expect(await getOrganization()).to.include({ name: 'Marram Ferries', isSample: true });
    expect(await User.countDocuments({ status: 'active' })).to.equal(40);
    const teams = await countTeams();
    expect(teams.filter(isOpen)).to.have.length(6);
    const ended = teams.filter((team) => !isOpen(team));
    expect(ended.map(({ name, people }) => [name, people])).to.deep.equal([['Ticket offices', 0]]);
    expect(teams.find(({ id }) => id === ended[0]!.mergedInto)!.name).to.equal('Ports and passengers');
    expect(await Share.countDocuments({ teamId: ended[0]!.id }), 'its results stay').to.be.above(0);
    expect(await currentGuideline()).to.include({ version: 2, disclosure: 'I work at Marram Ferries.' });
  });

  it('brings a funnel with goals in every state, one overdue check-in and one withdrawn message', async () => {
    const goals = await SocialGoal.find().lean();
    const measured = await measureGoals(
      services,
      goals.map(({ _id }) => _id.toString()),
    );
    const states = [...measured.values()].map(({ state }) => state.name);
    expect(states).to.include.members(['ahead', 'on-course', 'behind', 'unmeasurable', 'no-figure']);
    const last = await lastCheckIns(goals.map(({ _id }) => _id));
    const today = services.clock.now().toISOString().slice(0, 10);
    const overdue = goals.filter((goal) => {
      const at = last.get(goal._id.toString());
      return checkInOverdue(goal, at ? at.toISOString().slice(0, 10) : null, today) > 0;
    });
    expect(overdue).to.have.length(1);
    expect(await Tactic.countDocuments({ messageState: 'withdrawn' })).to.equal(1);
    for (const { _id, title } of await Tactic.find().lean())
      expect(await Post.countDocuments({ tacticId: _id, status: 'published' }), title).to.be.above(0);
  });

  it('brings an approver one change of a published post to approve', async () => {
    const changed = await Post.find({ proposed: { $ne: null } }).lean();
    expect(changed.map(({ status, proposed }) => [status, proposed!.status])).to.deep.equal([
      ['published', 'in-review'],
    ]);
    expect(Object.keys(changed[0]!.proposed!.changes)).to.deep.equal(['summary', 'suggestedCopy']);
    const approver = await User.findOne({ email: /^leila@/ }).lean();
    expect(changed[0]!.proposed!.writerIds.map(String)).not.to.include(approver!._id.toString());
  });

  it('brings shares, clicks that count and clicks that do not, and conversions of every kind', async () => {
    const [shares] = await countShares({ ...ever, by: 'all' });
    const [figures] = await sumStatistics({ ...ever, by: 'all' });
    expect(shares!.prepared).to.be.within(250, 450);
    expect(shares!.posted).to.be.within(shares!.prepared / 2, shares!.prepared - 1);
    expect(figures!.clicks).to.be.above(900);
    expect(figures!.excluded).to.include.keys('preview', 'bot', 'repeat', 'own-click', 'prefetch', 'scanner');
    const kinds = ['lead', 'sale', 'application', 'service-contact', 'sign-up'];
    expect({ ...figures!.conversions, ...figures!.unverified }).to.have.all.keys(kinds);
    expect(figures!.conversions).to.include.keys('sale', 'lead', 'application', 'sign-up');
    expect(figures!.unverified).to.include.keys('service-contact');
    expect((await listConversions({ page: 1, show: 'voided' })).items.map(({ kind }) => kind)).to.include(
      'sale',
    );
  });

  it('brings sales and leads of known worth, mostly in euros, and names the sites they happen on', async () => {
    const { sites, currency } = await getConversionSettings();
    expect([sites, currency]).to.deep.equal([['marram-ferries.example'], 'EUR']);
    const [inEuros] = await sumStatistics({ ...ever, by: 'all', currency: 'EUR' });
    const [inCrowns] = await sumStatistics({ ...ever, by: 'all', currency: 'DKK' });
    expect(inEuros!.values).to.have.all.keys('sale', 'lead');
    expect(inEuros!.values.sale).to.be.within(48_00 * 5, 320_00 * inEuros!.conversions.sale!);
    expect(inCrowns!.values).not.to.be.empty;
  });

  it('brings a few conversions for each reason why one fits no click, as planned', async () => {
    const { items } = await listConversions({ page: 1, show: 'unattributed' });
    expect(new Set(items.map(({ because }) => because))).to.deep.equal(new Set(missReasons));
    const calendar = calendarOf(services.clock.now());
    const visited = planShares(calendar).map((share) => ({ share, ...planVisits(share, calendar) }));
    const reasonOf = (list: { externalId: string; because: string | null }[]) =>
      Object.fromEntries(list.map(({ externalId, because }) => [externalId, because]));
    expect(reasonOf(items)).to.deep.equal(reasonOf(planMisses(visited, calendar)));
  });

  it('lets the recruiting post bring the most applications', async () => {
    const byPost = await sumStatistics({ ...ever, by: 'post' });
    const best = byPost.sort(
      (a, b) => (b.conversions.application ?? 0) - (a.conversions.application ?? 0),
    )[0]!;
    expect((await findPosts([best.key])).get(best.key)?.title).to.contain('Twelve engineers');
  });

  it('makes a sign-in for each role that works', async () => {
    const app = createApp(services);
    const roles = ['advocate', 'editor', 'approver', 'sponsor', 'admin'];
    expect(first.signIns.map(({ role }) => role)).to.have.members(roles);
    for (const { email, password } of first.signIns) {
      const agent = createAgent(app);
      await agent.visit('/sign-in');
      expect((await agent.submit({ email, password })).headers.location, email).to.equal('/feed');
    }
  });

  it('leaves the advocate a new version to acknowledge, and nobody else who signs in', async () => {
    const app = createApp(services);
    for (const { role, email, password } of first.signIns) {
      const agent = createAgent(app);
      await agent.visit('/sign-in');
      await agent.submit({ email, password });
      await agent.visit('/guidelines');
      expect(agent.page('h1').text(), role).to.equal(
        role === 'advocate'
          ? 'Sharing our news: three things changed since you last agreed'
          : 'Sharing our news',
      );
      expect(agent.page('form[action="/guidelines"]'), role).to.have.length(role === 'advocate' ? 1 : 0);
    }
  });

  it('leaves the advocate something to share and one digest, and nobody else a mail', async () => {
    const { email } = first.signIns.find(({ role }) => role === 'advocate')!;
    expect(services.outbox.map(({ to }) => JSON.stringify(to))).to.have.length(1);
    expect(JSON.stringify(services.outbox[0])).to.contain(email);
    expect(await listOfferedPosts(services, { teamId: null, topicIds: [] })).not.to.be.empty;
  });

  it('changes nothing when it is there already', async () => {
    const before = await totals();
    const again = await loadSampleOrganization(services);
    expect(again).to.deep.equal({ loaded: false, signIns: first.signIns });
    expect(await totals()).to.deep.equal(before);
  });

  it('starts over when it was interrupted, and comes to the same totals and ids', async () => {
    const before = await totals();
    const ids = await idsOfAll();
    await SampleLoad.updateOne({ only: true }, { completedAt: null });
    expect(await sampleState()).to.equal('partial');
    expect((await loadSampleOrganization(services)).loaded).to.equal(true);
    expect(await totals()).to.deep.equal(before);
    expect(await idsOfAll()).to.deep.equal(ids);
    expect(await User.countDocuments({ status: 'active' })).to.equal(40);
  });

  it('refuses a database with a real organization, and touches nothing there', async () => {
    await emptyDatabase();
    await buildOrganization();
    const refused = await loadSampleOrganization(services).catch((error: unknown) => error);
    expect(refused).to.have.property('name', 'NotASample');
    expect(await getOrganization()).to.include({ name: 'Acme', isSample: false });
    expect(await User.countDocuments({ status: 'active' })).to.equal(0);
  });
});
