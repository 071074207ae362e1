import { expect } from 'chai';
import { reactions } from '../../jobs/reactions.js';
import { createApp, type App } from '../../src/app.js';
import { deactivatePerson, reactivatePerson } from '../../src/accounts/access-of-person.js';
import { countTeams, updateTeam } from '../../src/accounts/manage-teams.js';
import { EventRecord } from '../../src/events/event.model.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { erasePerson } from '../../src/personal-data/erase-person.js';
import { personalData } from '../../src/personal-data/personal-data.js';
import { Team } from '../../src/people/user.model.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';

describe('The head of a team', () => {
  let app: App;
  let services: TestServices;
  let admin: Awaited<ReturnType<typeof signedIn>>;
  let team: { id: string; name: string };

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services = createTestServices();
    app = createApp(services);
    admin = await signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
    team = await buildTeam({ name: 'Ports' });
  });

  const page = () => `/admin/teams/${team.id}`;
  const headOf = async () => (await countTeams())[0]!.head?.name ?? 'vacant';
  const listed = async () => {
    await admin.visit('/admin/teams');
    return admin.page('[data-part=list] .meta').text();
  };
  const give = (head: string) =>
    updateTeam(services, { actor: 'operator', teamId: team.id, name: team.name, head });

  it('is named by address, shown in the list of teams, and may be taken away', async () => {
    const ana = await buildUser({ name: 'Ana Lima', email: 'ana@example.com' });
    expect(await listed()).to.contain('No head');
    await admin.visit(page());
    expect((await admin.submit({ head: ' ANA@example.com ' }, page())).status).to.equal(303);
    expect(await listed()).to.contain('Head: Ana Lima');
    await admin.visit(page());
    expect(admin.page('[name=head]').val()).to.equal(ana.email);
    await admin.submit({ head: '' }, page());
    expect(await listed()).to.contain('No head');
  });

  it('stays when only the name changes', async () => {
    await give((await buildUser({ name: 'Ana Lima' })).email);
    await updateTeam(services, { actor: 'operator', teamId: team.id, name: 'Harbours' });
    expect(await headOf()).to.equal('Ana Lima');
  });

  it('has an account and access, else the form says why not and nothing typed is lost', async () => {
    const left = await buildUser({ email: 'left@example.com' });
    await deactivatePerson(services, { userId: left.id, actor: admin.user });
    for (const [address, message] of [
      ['nobody@example.com', 'Nobody here has the address nobody@example.com.'],
      ['left@example.com', 'This person was deactivated.'],
    ] as const) {
      await admin.visit(page());
      expect((await admin.submit({ name: 'Harbours', head: address }, page())).status).to.equal(422);
      expect(admin.page('#head-error').text()).to.contain(message);
      expect([admin.page('#name').val(), admin.page('#head').val()]).to.deep.equal(['Harbours', address]);
    }
    expect((await countTeams())[0]!.name).to.equal('Ports');
  });

  it('leaves the post vacant while deactivated', async () => {
    const ana = await buildUser({ name: 'Ana Lima' });
    await give(ana.email);
    await deactivatePerson(services, { userId: ana.id, actor: admin.user });
    expect(await headOf()).to.equal('vacant');
    await admin.visit(page());
    expect(admin.page('[name=head]').val() ?? '').to.equal('');
    await reactivatePerson(services, { userId: ana.id, actor: admin.user });
    expect(await headOf()).to.equal('Ana Lima');
  });

  it('leaves the post vacant at once when erased, and no team names them afterwards', async () => {
    const ana = await buildUser({ name: 'Ana Lima' });
    await give(ana.email);
    const { find } = personalData.find(({ collection }) => collection === 'teams')!;
    expect(await find!(ana.id)).to.deep.equal([{ team: 'Ports' }]);
    await erasePerson(services, { userId: ana.id, actor: admin.user });
    expect(await headOf()).to.equal('vacant');
    await eventsPublished();
    await react(services, reactions);
    expect((await Team.findById(team.id).lean())!.headId).to.equal(undefined);
  });

  it('is part of the history of the team', async () => {
    const [ana, bo] = [await buildUser(), await buildUser()];
    for (const { email } of [ana, bo]) await give(email);
    await give('');
    await eventsPublished();
    const events = await EventRecord.find({ of: `team/${team.id}` })
      .sort({ _id: 1 })
      .lean();
    const changes = events.flatMap(({ changes }) => changes as [op: string, path: string, value?: object][]);
    const ofHead = changes.filter(([, path]) => path === 'headId');
    expect(
      ofHead.map(([op, , value]) => (value ? [op, (value as { toString(): string }).toString()] : [op])),
    ).to.deep.equal([['set', ana.id], ['set', bo.id], ['unset']]);
  });

  it('is not replaced by a form that was opened before somebody else named one', async () => {
    const ana = await buildUser({ name: 'Ana Lima' });
    await admin.visit(page());
    await give(ana.email);
    expect((await admin.submit({ name: 'Harbours' }, page())).status).to.equal(409);
    expect(admin.page('#conflict').text()).to.contain(ana.email);
    expect(await headOf()).to.equal('Ana Lima');
  });
});
