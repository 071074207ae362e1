import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { SocialGoal } from '../../src/strategy/index.js';
import { buildPost } from '../posts/builders.js';
import { buildPeople, buildSharing, publishAt } from '../published-results/builders.js';
import { buildFunnel } from '../strategy/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('A collective goal', function () {
  this.timeout(240_000);
  const services = createTestServices();
  let app: App;
  let goalId: string;
  let tacticId: string;

  before(useDatabase);
  before(() => {
    app = createApp(services);
  });
  beforeEach(async () => {
    await emptyDatabase();
    await buildOrganization();
    services.setNow('2026-11-09T09:00:00Z');
    ({ goalId, tacticId } = await buildFunnel(services));
    await SocialGoal.updateOne({ _id: goalId }, { metric: 'visitors', target: 100 });
  });

  const sentence = 'Together for the food drive.';
  const show = async (roles: ('editor' | 'advocate')[] = ['editor'], said = sentence) => {
    const agent = await signedIn(app, { roles });
    const form = `/strategy/goals/${goalId}/collective`;
    const opened = await agent.visit(form);
    return opened.status === 200 ? agent.submit({ sentence: said }, form) : opened;
  };
  type SignedInAgent = Awaited<ReturnType<typeof signedIn>>;
  const together = async (agent: SignedInAgent) => {
    await agent.visit('/feed');
    return agent.page('[data-part=together]').text().replace(/\s+/g, ' ').trim();
  };

  it('is shown by an editor to everybody, and ends when the sentence is empty', async () => {
    const reader = await signedIn(app, {});
    expect(await together(reader)).to.equal('');
    expect((await show()).status).to.equal(303);
    expect(await together(reader)).to.contain(sentence);
    await show(['editor'], ' ');
    expect(await together(reader)).to.equal('');
  });

  it('is shown by nobody who is only an advocate', async () => {
    expect((await show(['advocate'])).status).to.equal(403);
    expect(await SocialGoal.countDocuments({ collective: { $gt: '' } })).to.equal(0);
  });

  it('is shown in its period alone', async () => {
    await show();
    const reader = await signedIn(app, {});
    for (const change of [{ from: '2026-11-10' }, { from: '2026-10-01', to: '2026-11-08' }]) {
      await SocialGoal.updateOne({ _id: goalId }, change);
      expect(await together(reader), JSON.stringify(change)).to.equal('');
    }
  });

  it('says what is published of all, posts to share, and the own part to nobody else', async () => {
    const post = await buildPost({ services, tacticId, title: 'The food drive' });
    await show();
    const [one, other] = [await signedIn(app, {}), await signedIn(app, {})];
    expect(await together(other)).to.contain('The food drive');
    const share = (advocateId: string, visitors: number) =>
      buildSharing({ at: '2026-11-11T09:00:00Z', postId: post.id, advocateId, visitors });
    await share(one.user.id, 7);
    await publishAt('2026-11-18T09:00:00Z');
    services.setNow('2026-11-18T09:00:00Z');
    // One person's results are not published, and they alone see them.
    expect(await together(one))
      .to.contain('Through you, counted until now: 7.')
      .and.contain('0 of 100');
    expect(await together(one)).not.to.contain('The food drive');
    expect(await together(other))
      .to.contain('0 of 100')
      .and.not.contain('Through you');
    // They wait with the goal until six people stand behind what waits there; results of six others are published.
    for (const id of await buildPeople(6)) await share(id, 2);
    await publishAt('2026-11-25T09:00:00Z');
    services.setNow('2026-11-25T09:00:00Z');
    expect(await together(other))
      .to.contain('12 of 100')
      .and.not.to.contain('Through you');
  });
});
