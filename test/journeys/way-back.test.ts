import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp, type App } from '../../src/app.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { madeUpAddress, routesOf } from '../support/routes.js';
import { createTestServices } from '../support/services.js';

describe('The way back after signing in', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let app: App;
  beforeEach(() => (app = createApp(createTestServices())));

  const signIn = async (agent: Pick<Agent, 'visit' | 'submit'>, asked: string, email: string) => {
    await agent.visit(asked);
    return (await agent.submit({ email, password }, '/sign-in')).headers.location;
  };
  const sendPage = ({ http }: Pick<Agent, 'http'>, fields: Record<string, string>) =>
    http.post('/account').type('form').send(fields);

  it('leads to each page that asks for a sign-in, and is signed', async () => {
    const { email } = await buildUser();
    const pages = routesOf(app).filter(
      ({ method, action }) => method === 'get' && action && !['anyone', 'outside'].includes(action),
    );
    expect(pages.length).to.be.greaterThan(30);
    for (const page of new Set(pages.map(({ path }) => madeUpAddress(path)))) {
      const { headers } = await createAgent(app).http.get(page);
      expect(headers.location, page).to.match(/^\/sign-in\?next=%2F/);
    }
    const asked = '/reports/results?from=2026-11-01&to=2026-11-18';
    const agent = createAgent(app);
    const { headers } = await agent.visit(asked);
    expect(await signIn(agent, headers.location!, email)).to.equal(asked);
    const forged = headers.location!.replace('reports', 'feedxxx');
    expect(await signIn(createAgent(app), forged, email)).to.equal('/feed');
  });

  it('is not signed for a page that a stranger names, nor for one of some length', async () => {
    for (const page of ['/account', '/admin/people', '/l/23456789a', '/made-up', '//evil.example'])
      for (const _csrf of ['', 'a.b.c', '..'])
        expect((await sendPage(createAgent(app), { _page: page, _csrf })).headers.location, page).to.equal(
          '/sign-in',
        );
    const long = await createAgent(app).http.get(`/account?x=${'y'.repeat(600)}`);
    expect(long.headers.location).to.equal('/sign-in');
    const unknown = await createAgent(app).http.get('/made-up');
    expect(unknown.status).to.equal(404);
  });

  it('is signed for the page that we showed the form on alone, whatever else the form says', async () => {
    const agent = await signedIn(app);
    await agent.visit('/account?from=mail');
    const _csrf = agent.page('[name=_csrf]').first().val() as string;
    await mongoose.connection.db!.collection('sessions').deleteMany({});
    const own = await sendPage(agent, { _csrf, _page: '/account?from=mail' });
    expect(own.headers.location).to.match(/^\/sign-in\?next=%2Faccount%3Ffrom%3Dmail/);
    for (const _page of ['/account', '/admin/people', '/l/23456789a', '/account?from=mail#', ''])
      expect((await sendPage(agent, { _csrf, _page })).headers.location, _page).to.equal('/sign-in');
  });

  it('never is a tracked link, whose target is elsewhere', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services));
    for (const next of ['/l/23456789a', '/L/23456789a', '/feed/../l/23456789a']) {
      const question = `/confirm-password?next=${encodeURIComponent(next)}`;
      expect((await agent.visit(question)).headers.location, next).to.equal('/feed');
      services.setNow(new Date(services.clock.now().getTime() + 11 * 60_000));
      await agent.visit(question);
      const { headers } = await agent.submit({ password }, '/confirm-password');
      expect(headers.location, next).to.equal('/feed');
    }
  });
});
