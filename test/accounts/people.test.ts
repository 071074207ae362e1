import { expect } from 'chai';
import sinon from 'sinon';
import { createApp, type App } from '../../src/app.js';
import { InvalidInput } from '../../src/platform/errors.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { findActivePerson, findPeople, listPermitted } from '../../src/people/find-people.js';
import { type Role } from '../../src/people/permissions.js';
import { deactivatePerson, reactivatePerson } from '../../src/accounts/access-of-person.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { User } from '../../src/people/user.model.js';
import { acting } from '../support/actors.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildTeam, buildUser, password } from '../support/builders.js';
import { onceReached } from '../support/once-reached.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Looking after people', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  let app: App;
  before(() => {
    app = createApp(services);
  });
  const signedInAdmin = () => signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
  const namesOn = (page: Awaited<ReturnType<typeof signedInAdmin>>['page']) =>
    page('.item-title')
      .map((_, title) => page(title).text())
      .get();

  it('finds people by the beginning of a name, without capitals and accents', async () => {
    const agent = await signedInAdmin();
    await buildUser({ name: 'José García' });
    await buildUser({ name: 'Josephine Baker' });
    await agent.visit('/admin/people?name=JOSE');
    expect(namesOn(agent.page)).to.deep.equal(['José García', 'Josephine Baker']);
    await agent.visit('/admin/people?name=garcia');
    expect(namesOn(agent.page)).to.deep.equal(['José García']);
  });

  it('takes what is sought as it is typed, not as a pattern', async () => {
    const agent = await signedInAdmin();
    for (const name of ['.*', '(', '[a', '$', '\\'])
      expect((await agent.visit(`/admin/people?name=${encodeURIComponent(name)}`)).status).to.equal(200);
    expect(agent.page('h2').text()).to.contain('Nobody found');
  });

  it('shows fifty people a page, by name', async () => {
    const agent = await signedInAdmin();
    await User.insertMany(
      Array.from({ length: 60 }, (_, n) => ({
        name: `person ${String(n).padStart(2, '0')}`,
        email: `p${n}@example.com`,
        timeZone: 'UTC',
        joinedAt: new Date('2026-01-01'),
      })),
    );
    await agent.visit('/admin/people');
    expect(namesOn(agent.page)).to.have.length(50);
    expect(namesOn(agent.page)[0]).to.equal('Ines Admin');
    await agent.visit(agent.page('a[rel=next]').attr('href')!);
    expect(namesOn(agent.page)).to.deep.equal(
      Array.from({ length: 11 }, (_, n) => `person ${String(n + 49).padStart(2, '0')}`),
    );
    await agent.visit(agent.page('a[rel=prev]').attr('href')!);
    expect(namesOn(agent.page)[0]).to.equal('Ines Admin');
    expect((await agent.visit('/admin/people?after=0123456789abcdef01234567')).status).to.equal(200);
    expect(namesOn(agent.page)).to.have.length(50);
  });

  it('changes name, team and roles of a person, who has them from the next page on', async () => {
    const agent = await signedInAdmin();
    const other = await signedIn(app);
    const team = await buildTeam({ name: 'Harbour' });
    expect((await other.visit('/studio')).status).to.equal(403);
    await agent.visit(`/admin/people/${other.user.id}`);
    const action = `/admin/people/${other.user.id}`;
    await agent.submit({ name: 'New Name', teamId: team.id, roles: ['advocate', 'editor'] }, action);
    expect((await other.visit('/studio')).status).to.equal(200);
    const person = (await findPeople([other.user.id])).get(other.user.id);
    expect(person).to.deep.include({ name: 'New Name', teamId: team.id, roles: ['advocate', 'editor'] });
    await agent.visit('/admin/people?name=new+name');
    expect(agent.page('.item .meta').text()).to.contain('Harbour').and.contain('Editor');
  });

  it('asks for a role at least', async () => {
    const agent = await signedInAdmin();
    const other = await buildUser();
    await agent.visit(`/admin/people/${other.id}`);
    expect((await agent.submit({ roles: [] }, `/admin/people/${other.id}`)).status).to.equal(422);
    expect(agent.page('#roles-error').text()).to.contain('at least one role');
  });

  it('ends the access of a person at once, and gives it back', async () => {
    const agent = await signedInAdmin();
    const other = await signedIn(app);
    const act = async (what: string) => {
      await agent.visit(`/admin/people/${other.user.id}${what === 'deactivate' ? '/deactivate' : ''}`);
      await agent.submit({}, `/admin/people/${other.user.id}/${what}`);
    };
    await act('deactivate');
    expect((await other.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
    await other.visit('/sign-in');
    expect((await other.submit({ email: other.user.email, password })).status).to.equal(422);
    expect(await findActivePerson(other.user.id)).to.equal(null);
    await act('reactivate');
    await other.visit('/sign-in');
    expect((await other.submit({ email: other.user.email, password })).status).to.equal(303);
  });

  it('lets a person in again as what they were, and says how they get in', async () => {
    const agent = await signedInAdmin();
    const reactivate = async (id: string) => {
      for (const what of ['deactivate', 'reactivate']) {
        await agent.visit(`/admin/people/${id}${what === 'deactivate' ? '/deactivate' : ''}`);
        const { status } = await agent.submit({}, `/admin/people/${id}/${what}`);
        // With the link on the page when no mail leaves this machine.
        if (status !== 200) await agent.visit(`/admin/people/${id}`);
      }
      return {
        says: agent.page('.flash, .alert, main').text(),
        is: (await User.findById(id).lean())!.status,
      };
    };
    const withPassword = await reactivate((await buildUser()).id);
    expect(withPassword.is).to.equal('active');
    expect(withPassword.says).to.contain('sign in again with their password');

    const person = { name: 'Ada', roles: ['advocate' as Role], teamId: null };
    const joined = await createPerson(services, { actor: 'operator', ...person, email: 'ada@example.com' });
    const without = await reactivate(joined.id);
    expect(without.is).to.equal('active');
    expect(without.says).to.contain('no password yet');

    const invited = await createPerson(services, {
      actor: 'operator',
      ...person,
      email: 'bo@example.com',
      status: 'invited',
    });
    services.outbox.length = 0;
    const again = await reactivate(invited.id);
    expect(again.is).to.equal('invited');
    expect(again.says).to.contain('a new invitation was sent');
    expect(services.outbox.map(({ to }) => to.address)).to.deep.equal(['bo@example.com']);

    const relay = sinon.stub(services.mailer, 'send').rejects(new Error('no relay'));
    expect((await reactivate(invited.id)).says).to.contain('the mail could not be sent');
    relay.restore();
  });

  it('keeps nothing of a change that is refused', async () => {
    const [admin, team] = [await buildUser({ roles: ['admin'], name: 'Ana' }), await buildTeam()];
    const before = await User.findById(admin.id).lean();
    const change = { userId: admin.id, actor: acting('admin'), name: 'Other', teamId: team.id };
    const refused = async (fields: { roles: Role[]; teamId?: string; email?: string }) =>
      updatePerson(services, { ...change, ...fields }).then(
        () => expect.fail('it was refused'),
        (error: unknown) => error,
      );
    expect(await refused({ roles: ['advocate'] })).to.be.instanceOf(InvalidInput);
    expect(await User.findById(admin.id).lean()).to.deep.equal(before);
    expect(await refused({ roles: ['admin'], teamId: 'e'.repeat(24) })).to.be.instanceOf(InvalidInput);
    expect(await User.findById(admin.id).lean()).to.deep.equal(before);

    // Another admin was removed after this one was looked at: all of it is given back.
    const other = await buildUser({ roles: ['admin'] });
    onceReached('change.ready', () => User.updateOne({ _id: other.id }, { status: 'deactivated' }));
    expect(await refused({ roles: ['advocate'], email: 'new@example.com' })).to.be.instanceOf(InvalidInput);
    const kept = await User.findById(admin.id).select('+pendingNotices').lean();
    expect(kept).to.deep.include({ name: 'Ana', roles: ['admin'], email: admin.email, pendingNotices: [] });
    expect((await User.findById(admin.id).lean())!.teamId ?? null).to.equal(null);
  });

  it('ends the access also of a person who joins at that moment, and gives back what it was last', async () => {
    const actor = await buildUser({ roles: ['admin'] });
    const person = { name: 'Bo', email: 'bo@example.com', roles: ['advocate' as Role], teamId: null };
    const { id } = await createPerson(services, { actor: 'operator', ...person, status: 'invited' });
    const people = { userId: id, actor };
    const write = (changes: object) => User.updateOne({ _id: id }, { ...changes, $inc: { revision: 1 } });
    onceReached('change.ready', () => write({ status: 'active' }));
    await deactivatePerson(services, people);
    expect(await User.findById(id).lean()).to.include({ status: 'deactivated', statusBefore: 'active' });

    await write({ statusBefore: 'invited' });
    onceReached('change.ready', async () => {
      await write({ status: 'active' });
      await deactivatePerson(services, people);
    });
    expect(await reactivatePerson(services, people)).to.equal('choose-password');
    expect((await User.findById(id).lean())!.status).to.equal('active');
  });

  it('mails the other admins also when a person becomes an admin at that moment', async () => {
    const [actor, other] = [await buildUser({ roles: ['admin'] }), await buildUser()];
    const becomesAdmin = { roles: ['admin'], $inc: { revision: 1 } };
    onceReached('change.ready', () => User.updateOne({ _id: other.id }, becomesAdmin));
    await deactivatePerson(services, { userId: other.id, actor: actor });
    const stored = await User.findById(other.id).select('+pendingNotices').lean();
    expect([stored!.status, stored!.pendingNotices?.length]).to.deep.equal(['deactivated', 2]);
  });

  it('does not wake the sessions of a person who is let in again', async () => {
    const agent = await signedInAdmin();
    const other = await signedIn(app);
    for (const what of ['deactivate', 'reactivate']) {
      await agent.visit(`/admin/people/${other.user.id}${what === 'deactivate' ? '/deactivate' : ''}`);
      await agent.submit({}, `/admin/people/${other.user.id}/${what}`);
    }
    expect((await other.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
  });

  it('does not let admins deactivate themselves, or take their own role away', async () => {
    const agent = await signedInAdmin();
    await buildUser({ roles: ['admin'] });
    const own = `/admin/people/${agent.user.id}`;
    await agent.visit(own);
    expect(agent.page(`form[action="${own}/deactivate"]`)).to.have.length(0);
    expect((await agent.submit({ roles: ['advocate'] }, own)).status).to.equal(422);
    expect(agent.page('#roles-error').text()).to.contain('Ask another admin');
    const _csrf = agent.page('[name=_csrf]').first().val();
    expect((await agent.http.post(`${own}/deactivate`).type('form').send({ _csrf })).status).to.equal(409);
  });

  it('leaves an admin even when two admins remove each other at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      await emptyDatabase();
      const [a, b] = [await buildUser({ roles: ['admin'] }), await buildUser({ roles: ['admin'] })];
      const demoted = { name: 'x', teamId: null, roles: ['advocate' as Role] };
      await Promise.allSettled([
        deactivatePerson(services, { userId: a.id, actor: b }),
        updatePerson(services, { userId: b.id, actor: a, ...demoted }),
      ]);
      expect(await listPermitted('manage-people')).not.to.have.length(0);
    }
  });

  it('counts nobody whose access has ended among those who may do something', async () => {
    const [here, gone] = [await buildUser({ roles: ['editor'] }), await buildUser({ roles: ['editor'] })];
    await User.updateOne({ _id: gone.id }, { status: 'deactivated' });
    expect((await listPermitted('draft-posts')).map(({ id }) => id)).to.deep.equal([here.id]);
  });

  it('knows nobody under a made-up or malformed id', async () => {
    const agent = await signedInAdmin();
    expect((await agent.visit('/admin/people/0123456789abcdef01234567')).status).to.equal(404);
    expect((await agent.visit('/admin/people/nobody')).status).to.equal(404);
  });
});

describe('Looking after teams', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('adds and renames teams, and counts who is in them', async () => {
    const agent = await signedIn(createApp(createTestServices()), { roles: ['admin'] });
    await agent.visit('/admin/teams');
    expect(agent.page('.empty').text()).to.contain('No teams yet');
    await agent.submit({ name: ' Harbour ' }, '/admin/teams');
    await agent.visit('/admin/teams');
    await agent.visit(agent.page('.item a').attr('href')!);
    const teamPath = agent.page('form.form').attr('action')!;
    await agent.submit({ name: 'Docks' }, teamPath);
    await buildUser({ teamId: teamPath.split('/').pop() });
    await agent.visit('/admin/teams');
    expect(agent.page('.item').text()).to.contain('Docks').and.contain('1 person');
  });

  it('refuses a name next to the field that another team has, capitals and accents aside', async () => {
    const agent = await signedIn(createApp(createTestServices()), { roles: ['admin'] });
    await buildTeam({ name: 'Zürich' });
    const other = await buildTeam({ name: 'Docks' });
    for (const path of ['/admin/teams', `/admin/teams/${other.id}`]) {
      await agent.visit(path);
      expect((await agent.submit({ name: 'ZURICH' }, path)).status).to.equal(422);
      expect(agent.page('#name-error').text()).to.contain('of that name already');
      expect(agent.page('#name').val()).to.equal('ZURICH');
    }
  });
});

describe('One’s own account', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('changes name and time zone', async () => {
    const agent = await signedIn(createApp(createTestServices()));
    await agent.visit('/account');
    expect((await agent.submit({ name: 'Other Name', timeZone: 'Asia/Tokyo' }, '/account')).status).to.equal(
      303,
    );
    const person = await findActivePerson(agent.user.id);
    expect(person).to.include({ name: 'Other Name', timeZone: 'Asia/Tokyo' });
  });

  it('refuses a zone or language that is none', async () => {
    const agent = await signedIn(createApp(createTestServices()));
    for (const [field, wrong] of [
      ['timeZone', 'Mars/Olympus'],
      ['timeZone', 'local'],
      ['language', 'xx'],
    ] as const) {
      await agent.visit('/account');
      expect((await agent.submit({ [field]: wrong }, '/account')).status, wrong).to.equal(422);
    }
  });

  it('changes the password for one who knows the current one, and ends the other sessions', async () => {
    const app = createApp(createTestServices());
    const agent = await signedIn(app);
    const elsewhere = createAgent(app);
    await elsewhere.visit('/sign-in');
    await elsewhere.submit({ email: agent.user.email, password });

    const change = async (fields: Record<string, string>) => {
      await agent.visit('/account/password');
      return agent.submit(fields, '/account/password');
    };
    expect((await change({ currentPassword: 'wrong', newPassword: 'ferry bell lantern' })).status).to.equal(
      422,
    );
    expect(agent.page('#currentPassword-error').text()).to.contain('not your current password');
    expect((await change({ currentPassword: password, newPassword: 'short' })).status).to.equal(422);
    expect((await elsewhere.visit('/account')).status).to.equal(200);

    expect((await change({ currentPassword: password, newPassword: 'ferry bell lantern' })).status).to.equal(
      303,
    );
    expect((await agent.visit('/account')).status).to.equal(200);
    expect((await elsewhere.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
  });

  it('lets nobody try current passwords without end', async () => {
    const agent = await signedIn(createApp(createTestServices()));
    await agent.visit('/account/password');
    const guess = { currentPassword: 'wrong', newPassword: 'ferry bell lantern' };
    for (let tries = 0; tries < 10; tries += 1) await agent.submit(guess, '/account/password');
    await agent.submit({ ...guess, currentPassword: password }, '/account/password');
    expect(agent.page('#currentPassword-error').text()).to.contain('Too many tries');
  });
});
