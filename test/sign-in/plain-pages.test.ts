import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createAgent } from '../support/agent.js';
import { buildOrganization, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The page to sign in', () => {
  before(useDatabase);

  it('says how to set up before there is an organization', async () => {
    await emptyDatabase();
    const agent = createAgent(createApp(createTestServices()));
    expect((await agent.visit('/sign-in')).status).to.equal(200);
    expect(agent.page('h1').text()).to.equal('Groundswell is not set up yet');
  });
});

describe('The picture of pages for people who are not signed in', () => {
  before(async () => {
    await useDatabase();
    await emptyDatabase();
    await buildOrganization();
    await buildUser();
  });
  after(emptyDatabase);

  it('is our own, needs no session and sets no cookie', async () => {
    const agent = createAgent(createApp(createTestServices()));
    await agent.visit('/sign-in');
    const picture = agent.page('img');
    expect([picture.length, picture.attr('alt')]).to.deep.equal([1, '']);
    const answer = await createAgent(createApp(createTestServices())).http.get(picture.attr('src')!);
    expect([answer.status, answer.type, answer.headers['set-cookie']]).to.deep.equal([
      200,
      'image/svg+xml',
      undefined,
    ]);
  });

  it('is left out on the host for links, which serves no pictures', async () => {
    const services = createTestServices({ envOverrides: { LINK_URL: 'https://go.example' } });
    const agent = createAgent(createApp(services));
    for (const path of ['/', '/l/23456789a']) {
      const { text } = await agent.http.get(path).set('Host', 'go.example');
      expect(text, path).to.contain('class="plain"').and.not.contain('<img');
    }
  });
});
