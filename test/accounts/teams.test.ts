import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { createApp, type App } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import { endTeam, takeUpTeam } from '../../src/accounts/end-team.js';
import { countTeams } from '../../src/accounts/manage-teams.js';
import { finishMerges, mergeTeam } from '../../src/accounts/merge-team.js';
import { InvalidInput, NotAllowedNow } from '../../src/platform/errors.js';
import { teamAfterMerges } from '../../src/people/teams.js';
import { Team, User } from '../../src/people/user.model.js';
import { recallPost } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { openShare } from '../../src/sharing/open-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { runJob } from '../support/run-job.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildDraft, buildPost } from '../posts/builders.js';

describe('Ending and merging teams', () => {
  let app: App;
  let services: TestServices;
  let ports: { id: string; name: string };
  let works: typeof ports;
  let admin: Awaited<ReturnType<typeof signedIn>>;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services = createTestServices();
    app = createApp(services);
    admin = await signedIn(app, { name: 'Ines Admin', roles: ['admin', 'editor'] });
    ports = await buildTeam({ name: 'Ports' });
    works = await buildTeam({ name: 'Works' });
  });
  afterEach(() => sinon.restore());

  const merge = (teamId = ports.id, intoId = works.id) =>
    mergeTeam(services, { teamId, intoId, actor: admin.user });
  const end = (teamId = ports.id) => endTeam(services, { teamId, actor: admin.user });
  const teamOf = async (id: string) => (await User.findById(id).lean())!.teamId?.toString();
  const audienceOf = async (id: string) => (await Post.findById(id).lean())!.audienceTeamIds.map(String);
  const stateOf = async (id: string) => (await countTeams()).find((team) => team.id === id)!;
  const caught = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => error,
    );
  const optionsOf = (name: string) =>
    admin
      .page(`[name=${name}] option, label:has([name=${name}])`)
      .map((_, one) => admin.page(one).text().trim())
      .get();

  it('ends a team that nobody is in: no form offers it, the page lists it apart, and it can be taken up again', async () => {
    await admin.visit(`/admin/teams/${ports.id}`);
    expect((await admin.submit({}, `/admin/teams/${ports.id}/end`)).status).to.equal(303);
    await admin.visit('/admin/teams');
    const ended = admin.page('[data-part=ended]');
    expect(ended.text()).to.contain('One team has ended').and.contain('Ports').and.contain('Ended on');
    expect(admin.page('.list').first().text()).to.contain('Works').and.not.contain('Ports');

    for (const path of ['/admin/people/invite', `/admin/people/${admin.user.id}`, '/admin/people']) {
      await admin.visit(path);
      expect(optionsOf('teamId'), path).to.include('Works').and.not.include('Ports');
    }
    await admin.visit('/studio/posts/new');
    expect(
      admin
        .page('[name=audienceTeamIds]')
        .map((_, box) => admin.page(box).val())
        .get(),
    ).to.deep.equal([works.id]);
    await admin.visit('/admin/people/list');
    expect(admin.page('main').text()).to.contain('Works').and.not.contain('Ports');
    await Organization.updateOne({}, { visibility: 'individual' });
    await admin.visit('/reports/results?by=team');
    expect(optionsOf('team'), 'reports still know it').to.include('Ports');

    await admin.visit(`/admin/teams/${ports.id}`);
    expect((await admin.submit({}, `/admin/teams/${ports.id}/take-up`)).status).to.equal(303);
    await admin.visit('/admin/people/invite');
    expect(optionsOf('teamId')).to.include('Ports');
  });

  it('takes an ended team from no form, and no second team of its name', async () => {
    await end();
    const other = await buildUser();
    await admin.visit(`/admin/people/${other.id}`);
    expect((await admin.submit({ teamId: ports.id }, `/admin/people/${other.id}`)).status).to.equal(422);
    expect(await teamOf(other.id)).to.equal(undefined);
    await admin.visit('/admin/people/invite');
    const invited = { name: 'Bo', email: 'bo@example.com', teamId: ports.id };
    expect((await admin.submit(invited, '/admin/people/invite')).status).to.equal(422);
    expect(admin.page('#teamId-error').text()).to.contain('one of the teams');
    expect(await User.countDocuments({ email: invited.email })).to.equal(0);
    const error = await caught(buildDraft({ services, audienceTeamIds: [ports.id] }));
    expect((error as InvalidInput).fields).to.have.keys('audienceTeamIds');
    await admin.visit('/admin/people/list');
    const list = await admin.submit({ text: 'Cy,cy@example.com,Ports' }, '/admin/people/list');
    await admin.visit(list.headers.location!);
    expect(admin.page('main').text()).to.contain('no team “Ports”');
    await admin.visit('/admin/teams');
    expect((await admin.submit({ name: 'PORTS' }, '/admin/teams')).status).to.equal(422);
    expect(admin.page('#name-error').text()).to.contain('ended team');
  });

  it('adds nobody of a list whose team was ended after it was read', async () => {
    await admin.visit('/admin/people/list');
    const read = await admin.submit({ text: 'Cy,cy@example.com,Ports' }, '/admin/people/list');
    await end();
    await admin.visit(read.headers.location!);
    expect((await admin.submit({ send: 'later' }, read.headers.location)).status).to.equal(409);
    expect(await User.countDocuments({ email: 'cy@example.com' })).to.equal(0);
  });

  it('does not end a team with people: says how many, offers to merge, and refuses a page that is too old', async () => {
    await buildDraft({ services, audienceTeamIds: [ports.id] });
    await admin.visit(`/admin/teams/${ports.id}`);
    expect(admin.page('#end').text()).to.contain('One post names this team').and.contain('stays as it is');
    for (let n = 0; n < 2; n += 1) await buildUser({ teamId: ports.id });
    const answer = await admin.submit({}, `/admin/teams/${ports.id}/end`);
    expect(answer.status).to.equal(409);
    expect(admin.page('#end').text()).to.contain('2 people are in this team');
    expect(admin.page('#end').text(), 'its posts move too').not.to.contain('stays as it is');
    expect(admin.page('#name').val()).to.equal('Ports');
    expect(admin.page(`a[href="/admin/teams/${ports.id}/merge"]`)).to.have.length(1);
    expect(admin.page(`form[action="/admin/teams/${ports.id}/end"]`)).to.have.length(0);
    expect((await stateOf(ports.id)).endedAt).to.equal(null);
  });

  it('does not end a team that somebody is put into at the same moment', async () => {
    const count = sinon.stub(User, 'countDocuments');
    count.onFirstCall().callsFake((async () => {
      await buildUser({ teamId: ports.id });
      return 0;
    }) as never);
    count.callThrough();
    expect(await caught(end())).to.be.instanceOf(NotAllowedNow);
    expect((await stateOf(ports.id)).endedAt).to.equal(null);
  });

  it('merges: asks in numbers, moves people and audiences without doubling, and leaves results', async () => {
    const people = [await buildUser({ teamId: ports.id }), await buildUser({ teamId: ports.id })];
    const gone = await buildUser({ teamId: ports.id });
    await User.updateOne({ _id: gone.id }, { status: 'deactivated' });
    const draft = await buildDraft({ services, audienceTeamIds: [ports.id] });
    const both = await buildPost({ services, audienceTeamIds: [works.id, ports.id] });
    const shared = await buildPost({ services, audienceTeamIds: [ports.id] });
    const recalled = await buildPost({ services, audienceTeamIds: [ports.id] });
    const editor = await buildUser({ roles: ['editor'] });
    await recallPost(services, { postId: recalled.id, actor: editor, note: 'Wrong' });
    const sharer = { ...people[0]!, teamId: ports.id, locationId: null };
    await openShare(services, { actor: sharer, postId: shared.id, network: 'linkedin', caption: 'Look' });

    await admin.visit(`/admin/teams/${ports.id}/merge`);
    expect(optionsOf('into')).to.deep.equal(['Choose a team', 'Works']);
    await admin.visit(`/admin/teams/${ports.id}/merge?into=${works.id}`);
    expect(admin.page('h1').text()).to.equal('Merge Ports into Works?');
    expect(admin.page('main').text())
      .to.contain('2 people move to Works.')
      .and.contain('3 posts are offered to Works instead')
      .and.contain('Past results stay with Ports.');
    expect((await admin.submit({}, `/admin/teams/${ports.id}/merge`)).status).to.equal(303);

    for (const { id } of [...people, gone]) expect(await teamOf(id)).to.equal(works.id);
    for (const { id } of [draft, both, shared]) expect(await audienceOf(id)).to.deep.equal([works.id]);
    expect(await audienceOf(recalled.id)).to.deep.equal([ports.id]);
    expect((await Post.findById(shared.id).lean())!.status).to.equal('published');
    expect((await Share.findOne().lean())!.teamId!.toString()).to.equal(ports.id);
    const state = await stateOf(ports.id);
    expect(state).to.deep.include({ mergedInto: works.id, people: 0 });
    expect(state.endedAt).to.deep.equal(services.clock.now());
    await admin.visit('/admin/teams');
    expect(admin.page('[data-part=ended]').text()).to.contain('Merged into Works');
    await admin.visit(`/studio/posts/${shared.id}`);
    expect(admin.page('.timeline').text()).to.contain('offered to that team instead');
  });

  it('says so beside the field when the other team ended meanwhile, and merges into nothing else', async () => {
    const { id } = await buildUser({ teamId: ports.id });
    await admin.visit(`/admin/teams/${ports.id}/merge?into=${works.id}`);
    await end(works.id);
    expect((await admin.submit({}, `/admin/teams/${ports.id}/merge`)).status).to.equal(422);
    for (const intoId of [ports.id, works.id, '0'.repeat(24)])
      expect(await caught(merge(ports.id, intoId))).to.be.instanceOf(InvalidInput);
    expect(await teamOf(id)).to.equal(ports.id);
    expect(await stateOf(ports.id)).to.deep.include({ endedAt: null, mergedInto: null });
  });

  for (const [how, again] of [
    ['by the same request', () => merge()],
    ['by the job', () => runJob(services, 'finish-merges')],
  ] as const)
    for (const [when, step] of [
      // The team is changed first, then the person, then the post.
      ['before anybody moved', 2],
      ['before the posts moved', 3],
    ] as const)
      it(`is finished ${how} when it was interrupted ${when}`, async () => {
        const { id } = await buildUser({ teamId: ports.id });
        const post = await buildPost({ services, audienceTeamIds: [ports.id] });
        let steps = 0;
        setFailPoint((point) => {
          if (point === 'change.ready' && (steps += 1) === step) throw new Error('The process ended');
        });
        expect(await caught(merge())).to.have.property('message', 'The process ended');
        setFailPoint(undefined);
        const half = await stateOf(ports.id);
        expect(half).to.deep.include({ mergedInto: works.id, endedAt: null });
        expect(await caught(takeUpTeam(services, { teamId: ports.id, actor: admin.user }))).to.be.instanceOf(
          NotAllowedNow,
        );
        await again();
        expect(await teamOf(id)).to.equal(works.id);
        expect(await audienceOf(post.id)).to.deep.equal([works.id]);
        expect((await stateOf(ports.id)).endedAt).not.to.equal(null);
        await again();
        expect(await audienceOf(post.id)).to.deep.equal([works.id]);
      });

  it('moves who was put into the team while it was being merged, and follows later merges', async () => {
    const yard = await buildTeam({ name: 'Yard' });
    await merge();
    await merge(works.id, yard.id);
    const late = await buildUser({ teamId: ports.id });
    const post = await buildPost({ services });
    await Post.updateOne({ _id: post.id }, { audienceTeamIds: [ports.id] });
    expect(await finishMerges(services)).to.equal(1);
    expect(await teamOf(late.id)).to.equal(yard.id);
    expect(await audienceOf(post.id)).to.deep.equal([yard.id]);
    expect(await finishMerges(services)).to.equal(0);
  });

  it('is refused for a team that has ended and that nobody is in, also on its page', async () => {
    const yard = await buildTeam({ name: 'Yard' });
    await merge();
    expect(await caught(merge(ports.id, yard.id))).to.be.instanceOf(NotAllowedNow);
    expect((await stateOf(ports.id)).mergedInto).to.equal(works.id);
    const page = await admin.visit(`/admin/teams/${ports.id}/merge?into=${yard.id}`);
    expect(page.status).to.equal(409);
    expect(page.text).to.contain('there is nothing to merge');
    expect(await caught(merge()), 'the same again finishes what was interrupted').to.equal(null);
    await buildUser({ teamId: ports.id });
    expect((await admin.visit(`/admin/teams/${ports.id}/merge`)).status).to.equal(200);
    expect(await caught(merge(ports.id, yard.id))).to.equal(null);
  });

  it('of two teams merged into each other at once, one at most goes, and nobody is lost', async () => {
    const people = [await buildUser({ teamId: ports.id }), await buildUser({ teamId: works.id })];
    await Promise.allSettled([merge(), merge(works.id, ports.id)]);
    await finishMerges(services);
    const open = (await countTeams()).filter(({ endedAt, mergedInto }) => !endedAt && !mergedInto);
    expect(open).not.to.be.empty;
    for (const { id } of people) expect(open.map((team) => team.id)).to.include(await teamOf(id));
  });

  it('undoes merges that lead in a circle, as after an end of the process', async () => {
    await Team.updateOne({ _id: ports.id }, { mergedInto: works.id });
    await Team.updateOne({ _id: works.id }, { mergedInto: ports.id });
    const { id } = await buildUser({ teamId: works.id });
    await finishMerges(services);
    await finishMerges(services);
    const open = (await countTeams()).filter(({ mergedInto }) => !mergedInto);
    expect(open.map((team) => team.id)).to.include(await teamOf(id));
  });

  it('does not end a team that another one is moving into', async () => {
    await Team.updateOne({ _id: ports.id }, { mergedInto: works.id });
    expect(await caught(end(works.id))).to.be.instanceOf(NotAllowedNow);
    const yard = await buildTeam();
    expect(await caught(merge(ports.id, yard.id))).to.be.instanceOf(NotAllowedNow);
  });

  it('keeps an ended team in the forms of what has it, and lets it be saved', async () => {
    const post = await buildDraft({ services, audienceTeamIds: [ports.id] });
    await end();
    const { id } = await buildUser();
    await User.updateOne({ _id: id }, { teamId: ports.id });
    await admin.visit(`/admin/people/${id}`);
    expect(optionsOf('teamId')).to.include('Ports (ended)');
    expect((await admin.submit({ name: 'New Name' }, `/admin/people/${id}`)).status).to.equal(303);
    expect(await teamOf(id)).to.equal(ports.id);
    await admin.visit(`/studio/posts/${post.id}/edit`);
    expect((await admin.submit({}, `/studio/posts/${post.id}/edit`)).status).to.equal(303);
    expect(await audienceOf(post.id)).to.deep.equal([ports.id]);
  });

  it('shows an admin who edits a person meanwhile that the team is another one', async () => {
    const { id } = await buildUser({ teamId: ports.id });
    await admin.visit(`/admin/people/${id}`);
    await merge();
    expect((await admin.submit({ name: 'New Name' }, `/admin/people/${id}`)).status).to.equal(409);
    expect(admin.page('#conflict').text()).to.contain('Works');
  });

  it('logs who ended, merged and took up a team', async () => {
    const info = sinon.spy(services.log, 'info');
    await merge();
    await takeUpTeam(services, { teamId: ports.id, actor: admin.user });
    await takeUpTeam(services, { teamId: ports.id, actor: admin.user });
    await end();
    const lines = info.args.map(([fields]) => fields as { event?: string; teamId?: string; byId?: string });
    const events = lines.filter(({ event }) => event?.startsWith('team-'));
    expect(events.map(({ event }) => event)).to.deep.equal(['team-merged', 'team-taken-up', 'team-ended']);
    for (const one of events) expect(one).to.include({ teamId: ports.id, byId: admin.user.id });
  });
});

describe('The team after merges', () => {
  const names = ['a', 'b', 'c', 'd'];
  const merges = fc.array(fc.record({ from: fc.constantFrom(...names), to: fc.constantFrom(...names) }));

  it('is open whenever each merge was into an open team, and stays the same one step on', () => {
    fc.assert(
      fc.property(merges, (steps) => {
        const teams = new Map(names.map((id) => [id, { mergedInto: null as string | null }]));
        for (const { from, to } of steps)
          if (from !== to && !teams.get(from)!.mergedInto && !teams.get(to)!.mergedInto)
            teams.set(from, { mergedInto: to });
        for (const id of names) {
          const last = teamAfterMerges(teams, id)!;
          expect(teams.get(last)!.mergedInto).to.equal(null);
          expect(teamAfterMerges(teams, teams.get(id)!.mergedInto ?? id)).to.equal(last);
        }
      }),
    );
  });

  it('is none when they lead in a circle', () => {
    const teams = new Map([
      ['a', { mergedInto: 'b' }],
      ['b', { mergedInto: 'c' }],
      ['c', { mergedInto: 'b' }],
    ]);
    for (const id of teams.keys()) expect(teamAfterMerges(teams, id)).to.equal(null);
  });
});
