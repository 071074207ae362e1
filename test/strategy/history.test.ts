import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { changeStep, endStep } from '../../src/strategy/write-step.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildFunnel, stepInput } from './builders.js';

describe('The history of a step of the funnel', () => {
  const services = createTestServices();
  let app: App;

  before(useDatabase);
  before(() => {
    app = createApp(services);
  });
  beforeEach(emptyDatabase);

  const entries = async (path: string) => {
    const agent = await signedIn(app, {});
    expect((await agent.visit(path)).status, path).to.equal(200);
    const rows = agent.page('[data-part=history] > li').toArray();
    return rows.map((row) => agent.page(row).text().replace(/\s+/g, ' ').trim());
  };

  it('says who changed what from what, the latest first', async () => {
    const { admin, owner, goalId, departmentGoalId, insightId, teamId } = await buildFunnel(services);
    await changeStep(services, {
      ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], agreeTeamIds: [teamId] },
      ...{ actor: admin, step: 'social-goal', id: goalId, owner: admin.email, target: '80' },
    });
    await endStep(services, {
      actor: admin,
      step: 'social-goal',
      id: goalId,
      score: 7,
      lesson: 'Begin early.',
    });
    const [ended, changed, added, ...others] = await entries(`/strategy/goals/${goalId}/history`);
    expect(others).to.deep.equal([]);
    expect(ended).to.contain(`${admin.name} ended it.`);
    expect(changed)
      .to.contain(`${admin.name} changed it.`)
      .and.contain('Target: “60” became “80”')
      .and.contain(`Owner: “${owner.name}” became “${admin.name}”`)
      .and.not.contain('First day');
    expect(added).to.contain(`${admin.name} added it.`);
  });

  it('is there for every step, and for nothing else', async () => {
    const funnel = await buildFunnel(services);
    for (const path of [
      'mission',
      `business-goals/${funnel.businessGoalId}`,
      `department-goals/${funnel.departmentGoalId}`,
      `insights/${funnel.insightId}`,
      `tactics/${funnel.tacticId}`,
    ])
      expect(await entries(`/strategy/${path}/history`), path).to.have.length(1);
    const agent = await signedIn(app, {});
    expect((await agent.visit(`/strategy/tactics/${funnel.goalId}/history`)).status).to.equal(404);
  });
});
