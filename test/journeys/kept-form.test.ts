import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('A form sent after the session ended', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const app = () => createApp(createTestServices());

  const endSessions = () => mongoose.connection.db!.collection('sessions').deleteMany({});

  async function signInAgain(agent: Agent, email: string) {
    await agent.visit('/sign-in');
    return agent.submit({ email, password }, '/sign-in');
  }

  it('comes back filled in after signing in, says why, and can be sent', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await endSessions();
    const refused = await agent.submit({ name: 'A name that took long to type' }, '/account');
    expect(refused.headers.location).to.equal('/sign-in');

    expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('A name that took long to type');
    expect(agent.page('.flash').text()).to.contain('Your form was not sent');

    expect((await agent.submit({}, '/account')).status).to.equal(303);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('A name that took long to type');
    expect(agent.page('.flash').text()).not.to.contain('Your form was not sent');
  });

  it('comes back to the page it stood on, even when it was shown again with errors', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account?from=mail');
    expect((await agent.submit({ name: '' }, '/account')).status).to.equal(422);
    await endSessions();
    await agent.submit({ name: 'Harbour' }, '/account');
    expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/account?from=mail');
    await agent.visit('/account?from=mail');
    expect(agent.page('#name').val()).to.equal('Harbour');
  });

  it('never keeps a password', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account/password');
    await endSessions();
    await agent.submit({ currentPassword: password, newPassword: 'ferry bell lantern' }, '/account/password');
    const sessions = await mongoose.connection.db!.collection('sessions').find().toArray();
    expect(JSON.stringify(sessions)).to.contain('/account/password').and.not.contain('ferry bell lantern');
    await signInAgain(agent, agent.user.email);
    await agent.visit('/account/password');
    expect(agent.page.html()).not.to.contain(password).and.not.to.contain('ferry bell lantern');
  });

  for (const page of [
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'account',
  ])
    it(`does not lead to ${JSON.stringify(page)}`, async () => {
      const agent = await signedIn(app());
      await agent.visit('/account');
      expect((await agent.submit({ _page: page, _csrf: 'too old' }, '/account')).status).to.equal(403);
      await agent.visit('/account');
      await endSessions();
      await agent.submit({ _page: page, name: 'kept?' }, '/account');
      expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/feed');
      await agent.visit('/account');
      expect(agent.page('#name').val()).to.equal(agent.user.name);
    });

  it('is refused when another site sent it, whoever sent it, and nothing of it is kept', async () => {
    const agent = await signedIn(app());
    const stranger = createAgent(app());
    for (const { http } of [agent, stranger]) {
      const response = await http
        .post('/account')
        .set('Sec-Fetch-Site', 'cross-site')
        .type('form')
        .send({ _page: '/account', name: 'words of another site' });
      expect(response.status).to.equal(403);
    }
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal(agent.user.name);
    await signInAgain(stranger, agent.user.email);
    await stranger.visit('/account');
    expect(stranger.page('#name').val()).to.equal(agent.user.name);
  });

  it('comes back filled in when only its token was too old', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    const response = await agent.submit({ _csrf: 'too old', name: 'Still here' }, '/account');
    expect(response.headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('Still here');
  });

  it('leads back to the page that was asked for', async () => {
    const agent = await signedIn(app());
    await endSessions();
    expect((await agent.visit('/account?from=mail')).headers.location).to.equal('/sign-in');
    expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/account?from=mail');
  });
});
