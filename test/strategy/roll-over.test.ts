import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { Team, User } from '../../src/people/user.model.js';
import { rollOver } from '../../src/strategy/roll-over.js';
import { BusinessGoal, DepartmentGoal, SocialGoal } from '../../src/strategy/index.js';
import { endStep } from '../../src/strategy/write-step.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildFunnel } from './builders.js';

const page = '/strategy/map/2026/copy';

describe('The goals of a year', () => {
  let app: App;
  const services = createTestServices();
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-12-01T09:00:00Z');
    app = createApp(services);
  });

  it('are copied to the next year in one action, with last year’s score, and agreed to again', async () => {
    const { goalId, insightId, admin: actor } = await buildFunnel(services);
    const lesson = 'Engineers read on Mondays.';
    await endStep(services, { actor, step: 'social-goal', id: goalId, score: 7, lesson });
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit('/strategy/map');
    expect(admin.page(`a[href="${page}"]`).text()).to.equal('Copy 2026 to 2027');
    await admin.visit(page);
    expect(admin.page('.choice .hint').text()).to.contain('Last year’s score: 7 of 10').and.contain(lesson);
    const answer = await admin.submit({}, page);
    expect([answer.status, answer.headers.location]).to.eql([303, '/strategy/map?year=2027']);
    await admin.visit('/strategy/map?year=2027');
    expect(admin.page('main').text()).to.contain('60 applications');

    const business = (await BusinessGoal.findOne({ year: 2027 }).lean())!;
    const department = (await DepartmentGoal.findOne({ businessGoalId: business._id }).lean())!;
    const goal = (await SocialGoal.findOne({ departmentGoalId: department._id }).lean())!;
    const { title, from, to, target, why, agreements, termsVersion, score, endedAt } = goal;
    expect({ title, from, to, target, termsVersion, score, endedAt }).to.eql({
      ...{ title: '60 applications', from: '2027-11-01', to: '2028-10-31', target: 60 },
      ...{ termsVersion: 1, score: null, endedAt: null },
    });
    expect(why).to.equal(`Last year’s score: 7 of 10. ${lesson}`);
    expect([goal.insightIds.map(String), agreements]).to.eql([[insightId], []]);
  });

  it('are copied once, also by two people at the same time, and what was added later follows', async () => {
    const { admin: actor, goalId } = await buildFunnel(services);
    const copy = (goalIds: string[]) => rollOver(services, { actor, year: 2026, goalIds, whyOf: () => '' });
    await Promise.all([copy([]), copy([])]);
    expect(await BusinessGoal.countDocuments({ year: 2027 })).to.equal(1);
    expect(await DepartmentGoal.countDocuments()).to.equal(2);
    expect(await SocialGoal.countDocuments()).to.equal(1);
    expect(await copy([goalId])).to.eql({ copied: 1, left: [] });
    expect(await copy([goalId])).to.eql({ copied: 0, left: [] });
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit(page);
    expect(admin.page('.choice').length).to.equal(0);
    expect(admin.page('main').text()).to.contain('Copied already');
  });

  it('are left out where nobody answers for them or their insights have ended, and the page says why', async () => {
    const { admin: actor, goalId, owner, insightId } = await buildFunnel(services);
    await User.updateOne({ _id: owner.id }, { status: 'deactivated' });
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit(page);
    expect(admin.page('main').text()).to.contain('Its owner has left');
    expect(admin.page(`a[href="/strategy/goals/new?copy=${goalId}"]`).length).to.equal(1);
    await User.updateOne({ _id: owner.id }, { status: 'active' });
    await endStep(services, { actor, step: 'insight', id: insightId });
    await admin.visit(page);
    expect(admin.page('main').text()).to.contain('The insights that it rests on have ended');
    await admin.submit({ goalIds: goalId }, page);
    expect(await SocialGoal.countDocuments()).to.equal(1);
  });

  it('are not copied for a department that has ended, nor by who may not change all goals', async () => {
    const { teamId, goalId } = await buildFunnel(services);
    const editor = await signedIn(app, { roles: ['editor'] });
    expect((await editor.visit(page)).status).to.equal(403);
    await editor.visit('/strategy/map');
    expect(editor.page(`a[href="${page}"]`).length).to.equal(0);
    await Team.updateOne({ _id: teamId }, { endedAt: services.clock.now() });
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit(page);
    await admin.submit({ goalIds: goalId }, page);
    expect(await BusinessGoal.countDocuments({ year: 2027 })).to.equal(1);
    expect(await DepartmentGoal.countDocuments()).to.equal(1);
    for (const path of ['/strategy/map/1999/copy', '/strategy/map/x/copy'])
      expect((await admin.visit(path)).status, path).to.equal(404);
  });
});
