import { expect } from 'chai';
import { isDuplicateKey } from '../../src/platform/data/duplicate-key.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { signIn } from '../../src/sign-in/sign-in.js';
import { User } from '../../src/people/user.model.js';
import { migration } from '../../src/migrations/081-identities-and-origins-of-roles.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { createApp } from '../../src/app.js';
import mongoose from 'mongoose';

describe('Who somebody is', () => {
  const services = createTestServices();
  before(useDatabase);
  beforeEach(emptyDatabase);

  const stored = (id: string) => User.findById(id).lean();
  const someone = { roles: ['advocate' as const], teamId: null, actor: 'operator' as const };
  const google = { issuer: 'https://accounts.example', subject: '248289761001' };

  it('is an issuer and a subject: the person’s own id for who has a password, whatever their address', async () => {
    const { id } = await createPerson(services, {
      ...someone,
      name: 'Ana',
      email: 'ana@example.com',
      password,
    });
    expect((await stored(id))!.identities).to.deep.equal([{ issuer: 'local', subject: id }]);
    const actor = acting('admin', (await buildUser({ roles: ['admin'] })).id);
    const change = { name: 'Ana', email: 'ana.maria@example.com', teamId: null, roles: someone.roles };
    await updatePerson(services, { actor, userId: id, ...change });
    expect((await stored(id))!.identities).to.deep.equal([{ issuer: 'local', subject: id }]);
    expect((await signIn({ email: 'ana.maria@example.com', password }))!.id).to.equal(id);
  });

  it('is nothing before there is a password, of as many people as there are', async () => {
    for (const email of ['a@example.com', 'b@example.com']) {
      const { id } = await createPerson(services, { ...someone, name: 'A', email, status: 'invited' });
      expect(await User.collection.findOne({ _id: new mongoose.Types.ObjectId(id) })).to.not.have.property(
        'identities',
      );
    }
  });

  it('belongs to one person alone, who may have several, and only the local one signs in by password', async () => {
    const [ana, ben] = [await buildUser(), await buildUser()];
    await User.collection.updateOne({ email: ana.email }, { $push: { identities: google } as never });
    const taken = User.collection.updateOne({ email: ben.email }, { $push: { identities: google } as never });
    expect(await taken.catch(isDuplicateKey)).to.equal(true);
    expect((await signIn({ email: ana.email, password }))!.id).to.equal(ana.id);
    await User.collection.updateOne({ email: ana.email }, { $set: { identities: [google] } });
    expect(await signIn({ email: ana.email, password })).to.equal(null);
  });

  it('says where each role comes from, and admins change only what was given by hand', async () => {
    const admin = await buildUser({ roles: ['admin'] });
    const ana = await buildUser({ roles: ['advocate', 'editor'] });
    const byHand = (role: string) => ({ role, origin: 'hand' });
    const group = { role: 'approver', origin: 'group' };
    expect((await stored(ana.id))!.roleGrants).to.deep.equal([byHand('advocate'), byHand('editor')]);
    await User.collection.updateOne(
      { email: ana.email },
      { $push: { roleGrants: group, roles: 'approver' } as never },
    );
    const change = { name: 'Ana', teamId: null, userId: ana.id, actor: acting('admin', admin.id) };
    await updatePerson(services, { ...change, roles: ['advocate'] });
    expect(await stored(ana.id)).to.deep.include({
      roles: ['advocate', 'approver'],
      roleGrants: [byHand('advocate'), group],
    });

    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    await agent.visit(`/admin/people/${ana.id}`);
    expect(agent.page('.choice:contains("Approver")').text()).to.contain('Comes from a group');
    expect(agent.page('input[value=approver][disabled]').attr('checked')).to.equal('checked');
    expect(agent.page('.choice:contains("Advocate")').text()).to.contain('Given by an admin');
    // What is not to be changed is sent all the same.
    expect(agent.page('input[type=hidden][name=roles]').attr('value')).to.equal('approver');
    await updatePerson(services, { ...change, roles: ['sponsor', 'approver'] });
    expect((await stored(ana.id))!.roleGrants).to.deep.equal([byHand('sponsor'), group]);
  });

  it('is known of people of an earlier version after a migration, which may run again', async () => {
    const { id } = await buildUser({ roles: ['advocate', 'admin'] });
    const invited = await createPerson(services, { ...someone, name: 'B', email: 'b@example.com' });
    await User.collection.updateMany({}, { $unset: { identities: 1, roleGrants: 1 } });
    for (const time of ['first', 'again']) {
      await migration.run(mongoose.connection.db!);
      expect(await stored(id), time).to.deep.include({
        identities: [{ issuer: 'local', subject: id }],
        roleGrants: ['advocate', 'admin'].map((role) => ({ role, origin: 'hand' })),
      });
      expect(await stored(invited.id)).to.not.have.property('identities');
    }
  });
});
