import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { Team, User } from '../../src/people/user.model.js';
import { ChangedMeanwhile, InvalidInput, NotAllowedNow } from '../../src/platform/errors.js';
import { updateOrganization } from '../../src/organization/index.js';
import { measureGoals } from '../../src/goals/measure-goals.js';
import { agreeToGoal, checkIn, enterFigure, withdrawMessage } from '../../src/strategy/account-for-goal.js';
import { readFunnel, SocialGoal, Tactic, type FunnelStep } from '../../src/strategy/index.js';
import { addStep, changeStep, endStep } from '../../src/strategy/write-step.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices } from '../support/services.js';
import { buildFunnel, stepInput } from './builders.js';

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const fieldsOf = async (promise: Promise<unknown>) => {
  const error = await caught(promise);
  expect(error).to.be.instanceOf(InvalidInput);
  return (error as InvalidInput).fields;
};

describe('The funnel', () => {
  let app: App;
  const services = createTestServices();
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-29T09:00:00Z');
    app = createApp(services);
  });

  it('says which step is next, and refuses one without the step above', async () => {
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit('/strategy');
    expect(admin.page('h1').text()).to.contain('begins with the mission');
    expect(admin.page('.funnel-next a').attr('href')).to.equal('/strategy/mission/new');
    const early = { ...stepInput['business-goal'], actor: admin.user, step: 'business-goal' as const };
    expect(await caught(addStep(services, early))).to.be.instanceOf(NotAllowedNow);

    for (const path of ['business-goals', 'department-goals', 'insights', 'goals', 'tactics']) {
      expect((await admin.visit(`/strategy/${path}/new`)).status, path).to.equal(409);
      expect(admin.page('main').text(), path).to.contain('first: ');
    }

    await admin.visit('/strategy/mission/new');
    expect(
      (await admin.submit({ title: 'Ferries', sponsor: 'nobody@example.com' }, '/strategy/mission/new'))
        .status,
    ).to.equal(422);
    expect(admin.page('.field-error').text()).to.contain('nobody@example.com');
    expect(admin.page('[name=title]').val()).to.contain('Ferries');
    expect(
      (await admin.submit({ sponsor: admin.user.email }, '/strategy/mission/new')).headers.location,
    ).to.equal('/strategy');
    await admin.visit('/strategy');
    expect(admin.page('.funnel-next a').attr('href')).to.equal('/strategy/business-goals/new');
    const fields = await fieldsOf(
      addStep(services, {
        ...stepInput.insight,
        departmentGoalId: 'f'.repeat(24),
        actor: admin.user,
        step: 'insight',
      }),
    );
    expect(fields).to.have.property('departmentGoalId');
  });

  it('orders cards by when they begin and then by name, and names the field of each message', async () => {
    const { admin, departmentGoalId, insightId, owner } = await buildFunnel(services);
    const add = (title: string, from: string) =>
      addStep(services, {
        ...{ ...stepInput['social-goal'], title, from, actor: admin, step: 'social-goal' },
        ...{ departmentGoalId, insightIds: [insightId], owner: owner.email },
      });
    await add('Later', '2026-12-01');
    await add('B sooner', '2026-10-01');
    await add('A sooner', '2026-10-01');
    expect((await readFunnel()).goals.map(({ title }) => title)).to.deep.equal([
      'A sooner',
      'B sooner',
      '60 applications',
      'Later',
    ]);
    const writer = await signedIn(app, { roles: ['admin'] });
    await writer.visit('/strategy/tactics/new');
    await writer.submit({ title: 'Open evenings' }, '/strategy/tactics/new');
    const messages = writer
      .page('.error-summary li')
      .toArray()
      .map((one) => writer.page(one).text());
    expect(messages).to.include('Social goal that it serves: Choose one of the list.');
    expect(new Set(messages).size).to.equal(messages.length);
  });

  it('shows everybody the whole line, and offers changes to whom it is for', async () => {
    const { tacticId, goalId, departmentGoalId } = await buildFunnel(services);
    const reader = await signedIn(app);
    for (const path of ['/strategy', '/strategy/goals', '/strategy/insights', '/strategy/messages'])
      expect((await reader.visit(path)).status, path).to.equal(200);
    for (const path of [`goals/${goalId}`, `tactics/${tacticId}`, `department-goals/${departmentGoalId}`]) {
      expect((await reader.visit(`/strategy/${path}`)).status, path).to.equal(200);
      expect(reader.page('main a[href$="/edit"]').length, path).to.equal(0);
      expect((await reader.visit(`/strategy/${path}/edit`)).status, path).to.equal(409);
    }
    await reader.visit('/strategy');
    expect(reader.page('h1').text()).to.contain('full line down to tactics');
    expect(reader.page('.funnel-card').length).to.equal(6);
    expect(reader.page('.funnel-add').length).to.equal(0);
  });

  it('maps a year: goals and tactics of each business goal, or why sharing does not help', async () => {
    const { admin } = await buildFunnel(services);
    const reader = await signedIn(app);
    const add = (more: object) =>
      addStep(services, { ...stepInput['business-goal'], ...more, actor: admin, step: 'business-goal' });
    const { id } = await add({ title: 'A second ship' });
    await reader.visit('/strategy');
    expect(reader.page('[data-part=next]').text()).to.contain('A second ship');
    const because = {
      ...stepInput['business-goal'],
      title: 'A second ship',
      noSocial: 'the yard is chosen.',
    };
    await changeStep(services, { ...because, actor: admin, step: 'business-goal', id });
    await reader.visit('/strategy');
    expect(reader.page('[data-part=next]').length).to.equal(0);
    await add({ title: 'Next year', year: '2027' });
    await reader.visit('/strategy/map?year=2026');
    const rows = reader.page('[data-part=map] tbody tr');
    expect(rows.length).to.equal(2);
    expect(rows.text()).to.contain('because: the yard is chosen.').and.contain('Engineers answer engineers');
    await reader.visit('/strategy/map');
    expect(reader.page('[data-part=map] tbody').text()).to.contain('Next year').and.contain('Nothing yet');
  });

  it('lets heads change what their department does, and editors all of it only if the organization says so', async () => {
    const { head, admin, insightId, departmentGoalId } = await buildFunnel(services);
    const change = (actor: { id: string; roles: never[] }) =>
      caught(
        changeStep(services, {
          ...{ ...stepInput.insight, title: 'They want more', departmentGoalId },
          ...{ actor, step: 'insight', id: insightId },
        }),
      );
    expect(await change(head as never)).to.equal(undefined);
    const editor = await buildUser({ roles: ['editor'] });
    expect(await change(editor as never)).to.be.instanceOf(NotAllowedNow);
    await updateOrganization(services, { actor: admin, editorsEditGoals: true });
    expect(await change(editor as never)).to.equal(undefined);
  });

  it('lets heads move steps neither to other departments nor from them', async () => {
    const { head, admin, insightId, departmentGoalId, businessGoalId } = await buildFunnel(services);
    const other = { team: await buildTeam(), head: await buildUser() };
    await Team.updateOne({ _id: other.team.id }, { headId: other.head.id });
    const { id: otherGoalId } = await addStep(services, {
      ...{ ...stepInput['department-goal'], businessGoalId, teamId: other.team.id },
      ...{ actor: admin, step: 'department-goal' },
    });
    const move = (actor: typeof head, to: string) =>
      caught(
        changeStep(services, {
          ...{ ...stepInput.insight, departmentGoalId: to },
          ...{ actor, step: 'insight', id: insightId },
        }),
      );
    expect(await move(head, otherGoalId), 'away').to.be.instanceOf(NotAllowedNow);
    expect(await move(other.head, otherGoalId), 'here').to.be.instanceOf(NotAllowedNow);
    expect(await move(head, departmentGoalId), 'in place').to.equal(undefined);
  });

  it('refuses periods, targets and numbers that make no sense, each next to its field', async () => {
    const { admin, departmentGoalId, insightId } = await buildFunnel(services);
    const refused = (more: object) =>
      fieldsOf(
        addStep(services, {
          ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], owner: admin.email },
          ...{ actor: admin, step: 'social-goal', ...more },
        }),
      );
    const cases: [object, string][] = [
      [{ to: '2026-11-01' }, 'to'],
      [{ to: '2026-10-01' }, 'to'],
      [{ to: '2046-11-01' }, 'to'],
      [{ from: '2031-01-01', to: '2031-12-31' }, 'from'],
      [{ from: '2020-01-01', to: '2020-12-31' }, 'to'],
      [{ target: '0' }, 'target'],
      [{ target: '-5' }, 'target'],
      [{ target: '1.200' }, 'target'],
      [{ target: '9e99' }, 'target'],
      [{ start: '70' }, 'target'],
      [{ metric: 'time-to-hire', start: '40', target: '50' }, 'target'],
      [{ metric: 'satisfaction', start: '40', target: '150' }, 'target'],
      [{ insightIds: [] }, 'insightIds'],
      [{ owner: 'gone@example.com' }, 'owner'],
      [{ milestoneDay: ['2030-01-01'], milestoneValue: ['3'] }, 'milestoneDay'],
      [{ why: ' ' }, 'why'],
    ];
    for (const [more, field] of cases)
      expect(await refused(more), JSON.stringify(more)).to.have.property(field);
    const none = { metric: 'issues-raised', target: '0', title: 'No issue' };
    await addStep(services, {
      ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], owner: admin.email },
      ...{ actor: admin, step: 'social-goal', ...none },
    });
  });

  it('shows the form again when somebody else was faster, with nothing lost', async () => {
    const { goalId } = await buildFunnel(services);
    const admin = await signedIn(app, { roles: ['admin'] });
    const path = `/strategy/goals/${goalId}/edit`;
    await admin.visit(path);
    const other = await signedIn(app, { roles: ['admin'] });
    await other.visit(path);
    expect((await other.submit({ title: '70 applications' }, path)).status).to.equal(303);
    expect((await admin.submit({ title: '80 applications' }, path)).status).to.equal(409);
    expect(admin.page('[name=title]').val()).to.contain('80 applications');
    expect(admin.page('#conflict').text()).to.contain('70 applications');
    expect((await admin.submit({}, path)).status).to.equal(303);
    expect((await SocialGoal.findById(goalId).lean())!.title).to.equal('80 applications');
  });

  it('keeps a tactic at its goal, so that no moves lead in a circle', async () => {
    const { admin, tacticId, departmentGoalId, insightId, goalId } = await buildFunnel(services);
    const { id: elsewhere } = await addStep(services, {
      ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], owner: admin.email },
      ...{ actor: admin, step: 'social-goal', title: 'Another' },
    });
    const move = {
      ...stepInput.tactic,
      goalId: elsewhere,
      actor: admin,
      step: 'tactic' as const,
      id: tacticId,
    };
    expect(await fieldsOf(changeStep(services, move))).to.have.property('goalId');
    const asParent = { ...stepInput.tactic, goalId: tacticId, actor: admin, step: 'tactic' as const };
    expect(await fieldsOf(addStep(services, asParent))).to.have.property('goalId');
    const change = (title: string) =>
      changeStep(services, {
        ...stepInput.tactic,
        goalId,
        title,
        actor: admin,
        step: 'tactic',
        id: tacticId,
        revision: 1,
      });
    let second: unknown;
    onceReached('change.ready', async () => {
      second = await caught(change('B'));
    });
    const firstError = await caught(change('A'));
    expect([second, firstError].filter((error) => error instanceof ChangedMeanwhile)).to.have.length(1);
  });

  it('asks departments again when the terms change, and remembers the earlier ones', async () => {
    const { admin, head, owner, goalId, teamId, departmentGoalId, insightId } = await buildFunnel(services);
    const agree = (actor: typeof head, version: number) =>
      caught(agreeToGoal(services, { actor, goalId, teamId, version }));
    expect(await agree(admin, 1)).to.be.instanceOf(NotAllowedNow);
    expect(await agree(head, 1)).to.equal(undefined);
    const reader = await signedIn(app);
    await reader.visit(`/strategy/goals/${goalId}`);
    expect(reader.page('[data-part=agreement]').text()).to.contain(`${head.name} agreed on`);
    await changeStep(services, {
      ...{ ...stepInput['social-goal'], target: '90', departmentGoalId, insightIds: [insightId] },
      ...{ owner: owner.email, agreeTeamIds: [teamId], actor: admin, step: 'social-goal', id: goalId },
    });
    expect(await agree(head, 1)).to.be.instanceOf(ChangedMeanwhile);
    await reader.visit(`/strategy/goals/${goalId}`);
    expect(reader.page('[data-part=agreement]').text()).to.contain('has not agreed yet');
    expect(reader.page('[data-part=earlier]').text()).to.contain('0 to 60');
  });

  it('says that a goal needs an owner when they have left', async () => {
    const { owner, goalId } = await buildFunnel(services);
    await User.updateOne({ _id: owner.id }, { status: 'deactivated' });
    const reader = await signedIn(app);
    await reader.visit('/strategy');
    expect(reader.page('[data-part=funnel]').text()).to.contain('Needs an owner');
    await reader.visit(`/strategy/goals/${goalId}`);
    expect(reader.page('.notice').text()).to.contain('its owner has left');
  });

  it('takes check-ins and figures from those who answer for a goal, and says what is overdue', async () => {
    const { admin, owner, departmentGoalId, insightId } = await buildFunnel(services);
    const { id } = await addStep(services, {
      ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], owner: owner.email },
      ...{
        actor: admin,
        step: 'social-goal',
        metric: 'questions-answered',
        target: '365',
        title: 'Questions',
      },
    });
    const said = { confidence: 'high', sentence: 'It goes well.', decision: 'Nothing changes.' };
    const stranger = await buildUser({ roles: ['sponsor'] });
    expect(await caught(checkIn(services, { ...said, actor: stranger, goalId: id }))).to.be.instanceOf(
      NotAllowedNow,
    );
    const figure = { day: '2026-11-28', value: '28', source: 'Tickets' };
    expect(
      await fieldsOf(enterFigure(services, { ...figure, value: '-1', actor: owner, goalId: id })),
    ).to.have.property('value');
    expect(
      await fieldsOf(enterFigure(services, { ...figure, day: '2026-12-28', actor: owner, goalId: id })),
    ).to.have.property('day');
    await enterFigure(services, { ...figure, value: '99', actor: owner, goalId: id });
    await enterFigure(services, { ...figure, actor: owner, goalId: id });
    const state = async () => (await measureGoals(services, [id])).get(id)!.state;
    expect(await state()).to.include({ name: 'on-course', value: 28, until: '2026-11-28' });
    await checkIn(services, { ...said, actor: owner, goalId: id });
    services.setNow('2027-01-15T09:00:00Z');
    expect(await state()).to.include({ name: 'no-figure', until: '2026-11-28' });
    const reader = await signedIn(app);
    await reader.visit(`/strategy/goals/${id}`);
    expect(reader.page('.notice').text()).to.contain('overdue by 12 days');
    expect(reader.page('[data-part=check-ins]').text()).to.contain('It goes well.');
    expect(reader.page('[data-part=figures]').text()).to.contain('Tickets').and.contain(owner.name);
  });

  it('adds up parts of counts, and goes by the whole for a percentage', async () => {
    const { owner, admin, departmentGoalId, insightId } = await buildFunnel(services);
    const valueOf = async (metric: string, start: string) => {
      const { id } = await addStep(services, {
        ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], owner: owner.email },
        ...{ actor: admin, step: 'social-goal', title: metric, metric, start, target: '90' },
      });
      const figure = { day: '2026-11-28', source: 'Survey', actor: owner, goalId: id };
      await enterFigure(services, { ...figure, value: '40', part: 'North' });
      await enterFigure(services, { ...figure, value: '20', part: 'South' });
      const parts = (await measureGoals(services, [id])).get(id)!.state.value;
      await enterFigure(services, { ...figure, value: '30' });
      return [parts, (await measureGoals(services, [id])).get(id)!.state.value];
    };
    expect(await valueOf('questions-answered', '0')).to.deep.equal([60, 90]);
    expect(await valueOf('satisfaction', '0')).to.deep.equal([null, 30]);
  });

  it('ends a goal with a score and a lesson, and lets it go on', async () => {
    const { admin, goalId } = await buildFunnel(services);
    const end = { actor: admin, step: 'social-goal' as FunnelStep, id: goalId };
    expect(await fieldsOf(endStep(services, { ...end, score: '11', lesson: '' }))).to.have.keys([
      'score',
      'lesson',
    ]);
    await endStep(services, { ...end, score: '7', lesson: 'Ask earlier.' });
    expect(await SocialGoal.findById(goalId).lean()).to.include({ score: 7, lesson: 'Ask earlier.' });
    const agent = await signedIn(app, { roles: ['admin'] });
    await agent.visit(`/strategy/goals/${goalId}`);
    await agent.visit(agent.page('a[href*="copy="]').attr('href')!);
    expect(agent.page('[name=from]').val()).to.equal('2027-11-01');
    expect(agent.page('[name=why]').text()).to.contain('score: 7 of 10. Ask earlier.');
    expect((await agent.submit({}, '/strategy/goals/new')).status).to.equal(303);
    expect(await SocialGoal.countDocuments({ title: '60 applications' })).to.equal(2);
    await agent.visit(`/strategy/goals/${goalId}`);
    await agent.submit({}, `/strategy/goals/${goalId}/take-up`);
    expect((await SocialGoal.findById(goalId).lean())!.endedAt).to.equal(null);
  });

  it('withdraws a key message with a reason', async () => {
    const { admin, tacticId } = await buildFunnel(services);
    expect(await fieldsOf(withdrawMessage(services, { actor: admin, tacticId, note: '' }))).to.have.property(
      'note',
    );
    await withdrawMessage(services, { actor: admin, tacticId, note: 'It is not so any more.' });
    expect((await Tactic.findById(tacticId).lean())!.messageState).to.equal('withdrawn');
    const reader = await signedIn(app);
    await reader.visit('/strategy/messages');
    expect(reader.page('main').text()).to.contain('It is not so any more.');
    const { goalId } = (await Tactic.findById(tacticId).lean())!;
    const change = (keyMessage: string) =>
      changeStep(services, {
        ...{ ...stepInput.tactic, goalId: String(goalId), keyMessage },
        ...{ actor: admin, step: 'tactic', id: tacticId },
      });
    await change(stepInput.tactic.keyMessage);
    expect((await Tactic.findById(tacticId).lean())!.messageState, 'the same words').to.equal('withdrawn');
    await change('What is true now.');
    expect((await Tactic.findById(tacticId).lean())!.messageState).to.equal('live');
  });
});
