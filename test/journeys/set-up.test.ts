import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { createOrganization, getOrganization } from '../../src/organization/index.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { setUpLink } from '../../src/sign-in/set-up.js';
import { User } from '../../src/people/user.model.js';
import { createAgent } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const typed = {
  organizationName: 'Harbour Works',
  timeZone: 'Europe/Lisbon',
  name: 'Ana Prado',
  email: 'Ana@Example.com',
  password: 'ferry bell lantern',
};

describe('Setting up an empty Groundswell', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const pathOfLink = async () => new URL((await setUpLink(services))!).pathname;

  it('says at sign-in where the link is to be found', async () => {
    const agent = createAgent(createApp(services));
    await agent.visit('/sign-in');
    expect(agent.page('h1').text()).to.contain('not set up yet');
    expect(agent.page('form')).to.have.length(0);
  });

  it('makes the organization and its admin with one form, and signs them in', async () => {
    const agent = createAgent(createApp(services));
    await agent.visit(await pathOfLink());
    const response = await agent.submit(typed);
    expect(response.headers.location).to.equal('/admin');
    expect((await agent.visit('/admin')).status).to.equal(200);
    expect(await getOrganization()).to.deep.include({
      name: 'Harbour Works',
      timeZone: 'Europe/Lisbon',
      visibility: 'own-only',
      clickDays: 90,
      targetHosts: [],
    });
    const admin = await User.findOne({ status: 'active' }).lean();
    expect(admin).to.include({ name: 'Ana Prado', email: 'ana@example.com', timeZone: 'Europe/Lisbon' });
    expect(admin!.roles).to.deep.equal(['advocate', 'admin']);
  });

  it('keeps only a hash of the link', async () => {
    const token = (await pathOfLink()).split('/').pop()!;
    const stored = await mongoose.connection.db!.collection('singleuselinks').find().toArray();
    expect(stored).to.have.length(1);
    expect(JSON.stringify(stored)).not.to.contain(token);
  });

  it('opens the form for 24 hours', async () => {
    const timed = createTestServices();
    const agent = createAgent(createApp(timed));
    const path = new URL((await setUpLink(timed))!).pathname;
    timed.setNow('2026-11-19T08:59:00Z');
    expect((await agent.visit(path)).status).to.equal(200);
    timed.setNow('2026-11-19T09:01:00Z');
    expect((await agent.visit(path)).status).to.equal(404);
  });

  it('shows no form for a wrong link, or for one that a later start replaced', async () => {
    const agent = createAgent(createApp(services));
    const first = await pathOfLink();
    const second = await pathOfLink();
    expect((await agent.visit('/set-up/guessed')).status).to.equal(404);
    expect((await agent.visit(first)).status).to.equal(404);
    expect((await agent.visit(second)).status).to.equal(200);
  });

  it('leads to sign-in and prints no link once there is an admin', async () => {
    const path = await pathOfLink();
    await buildUser({ roles: ['admin'] });
    const response = await createAgent(createApp(services)).visit(path);
    expect(response.headers.location).to.equal('/sign-in');
    expect(await setUpLink(services)).to.equal(null);
  });

  it('gives the link to one of two who send the form at once', async () => {
    const app = createApp(services);
    const agents = [createAgent(app), createAgent(app)];
    const path = await pathOfLink();
    for (const agent of agents) await agent.visit(path);
    const answers = await Promise.all(
      agents.map((agent, index) => agent.submit({ ...typed, email: `person-${index}@example.com` })),
    );
    expect(answers.filter(({ headers }) => headers.location === '/admin')).to.have.length(1);
    expect(await User.countDocuments({ status: 'active' })).to.equal(1);
    expect(await mongoose.connection.db!.collection('organizations').countDocuments()).to.equal(1);
  });

  it('takes over an organization whose admin could not be made, so that nobody is locked out', async () => {
    await createOrganization(services, { actor: 'operator', name: 'Half made', timeZone: 'UTC' });
    const agent = createAgent(createApp(services));
    await agent.visit(await pathOfLink());
    expect((await agent.submit(typed)).headers.location).to.equal('/admin');
    expect((await getOrganization())!.name).to.equal('Harbour Works');
  });

  it('lets the same link be tried again when the admin could not be made', async () => {
    const somebody = {
      name: 'Somebody',
      email: 'taken@example.com',
      roles: ['advocate' as const],
      teamId: null,
    };
    await createPerson(services, { actor: 'operator', ...somebody, status: 'invited' });
    const agent = createAgent(createApp(services));
    await agent.visit(await pathOfLink());
    const refused = await agent.submit({ ...typed, email: 'taken@example.com' });
    expect(refused.status).to.equal(422);
    expect(agent.page('#email-error').text()).to.contain('has this address already');
    expect((await agent.submit({ password: typed.password, email: typed.email })).status).to.equal(303);
  });

  it('keeps what was typed, except the password, when something is missing', async () => {
    const agent = createAgent(createApp(services));
    await agent.visit(await pathOfLink());
    const response = await agent.submit({ ...typed, name: ' ', password: 'short' });
    expect(response.status).to.equal(422);
    expect(agent.page('#organizationName').val()).to.equal('Harbour Works');
    expect(agent.page('#timeZone').val()).to.equal('Europe/Lisbon');
    expect(agent.page('#name').attr('aria-invalid')).to.equal('true');
    expect(agent.page('#password').val()).to.equal(undefined);
    expect(await getOrganization()).to.equal(null);
  });
});
