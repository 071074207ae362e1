import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
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
    const response = await agent.submit({ email: user.email.toUpperCase(), password });
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

  it('says the same whether the address or the password is wrong', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    const messageFor = async (email: string) => {
      await agent.visit('/sign-in');
      await agent.submit({ email, password: 'wrong' });
      return agent.page('#password-error').text();
    };
    expect(await messageFor(user.email)).to.equal(await messageFor('nobody@example.com'));
  });

  it('refuses a form without the token of the session', async () => {
    const { http } = await signedIn(app());
    expect((await http.post('/sign-out').type('form').send({})).status).to.equal(403);
  });

  it('gives the session a new name, so that one planted before is worth nothing', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    const planted = (await agent.visit('/sign-in')).headers['set-cookie'];
    const given = (await agent.submit({ email: user.email, password })).headers['set-cookie'];
    const idIn = (cookies: unknown) => /groundswell=([^;]+)/.exec(String(cookies))?.[1];
    expect(idIn(planted)).to.be.a('string').and.not.equal(idIn(given));
  });

  it('sets a cookie that scripts and other sites do not get', async () => {
    const secure = createTestServices({
      envOverrides: { PUBLIC_URL: 'https://share.example.com', TRUST_PROXY: 1 },
    });
    const response = await createAgent(createApp(secure))
      .http.get('/sign-in')
      .set('X-Forwarded-Proto', 'https');
    expect(String(response.headers['set-cookie']))
      .to.match(/HttpOnly/)
      .and.match(/Secure/)
      .and.match(/SameSite=Lax/);
  });

  it('ends with signing out', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await agent.submit({}, '/sign-out');
    expect((await agent.visit('/account')).headers.location).to.equal('/sign-in');
  });

  it('says to wait after ten wrong passwords', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    for (let tries = 0; tries < 10; tries += 1) await agent.submit({ email: user.email, password: 'wrong' });
    const response = await agent.submit({ email: user.email, password });
    expect(response.status).to.equal(422);
    expect(agent.page.text()).to.contain('Too many tries');
  });

  it('lets a person in from elsewhere while somebody guesses their password', async () => {
    const user = await buildUser();
    const behindProxy = createApp(createTestServices({ envOverrides: { TRUST_PROXY: 1 } }));
    const from = (ip: string) => {
      const agent = createAgent(behindProxy);
      agent.http.set('X-Forwarded-For', ip);
      return agent;
    };
    const guesser = from('203.0.113.7');
    await guesser.visit('/sign-in');
    for (let tries = 0; tries < 11; tries += 1)
      await guesser.submit({ email: user.email, password: 'wrong' });
    expect(guesser.page.text()).to.contain('Too many tries');
    const owner = from('198.51.100.4');
    await owner.visit('/sign-in');
    expect((await owner.submit({ email: user.email, password })).status).to.equal(303);
  });

  it('counts failures only: signing in often closes nothing', async () => {
    const user = await buildUser();
    const shared = app();
    for (let times = 0; times < 12; times += 1) {
      const agent = createAgent(shared);
      await agent.visit('/sign-in');
      expect((await agent.submit({ email: user.email, password })).status).to.equal(303);
    }
  });
});
