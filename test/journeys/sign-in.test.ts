import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Signing in', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const app = () => createApp(createTestServices());

  it('leads to the feed with the right password', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    const response = await agent.submit({ email: user.email.toUpperCase(), password: 'a good long password' });
    expect(response.status).to.equal(303);
    expect(response.headers.location).to.equal('/feed');
  });

  it('answers a wrong password beside the field and keeps the address', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    const response = await agent.submit({ email: user.email, password: 'wrong' });
    expect(response.status).to.equal(422);
    expect(agent.page('input[name=email]').val()).to.equal(user.email);
    expect(agent.page('input[name=password]').attr('aria-invalid')).to.equal('true');
    expect(agent.page('input[name=password]').val()).to.equal(undefined);
  });

  it('refuses a form without the token of the session', async () => {
    const { http } = await signedIn(app());
    expect((await http.post('/sign-out').type('form').send({})).status).to.equal(403);
  });

  it('says to wait after ten wrong passwords', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    for (let tries = 0; tries < 10; tries += 1) await agent.submit({ email: user.email, password: 'wrong' });
    const response = await agent.submit({ email: user.email, password: 'a good long password' });
    expect(response.status).to.equal(422);
    expect(agent.page.text()).to.contain('Too many tries');
  });
});
