import { expect } from 'chai';
import supertest from 'supertest';
import { createApp, type App } from '../../src/app.js';
import { permissions, permits, roles, rolesFor, type Action } from '../../src/people/permissions.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { madeUpAddress, routesOf, type AppRoute } from '../support/routes.js';
import { createTestServices } from '../support/services.js';

/** The guards that ask nobody who they are. */
const open = ['anyone', 'outside'];

describe('Who may do what', () => {
  let app: App;
  let routes: AppRoute[];

  before(useDatabase);
  before(async () => {
    await emptyDatabase();
    await buildUser();
    app = createApp(createTestServices());
    // These would end the walk, so they come last.
    const ending = ['/sign-out', '/account/erase'];
    const rank = ({ path, method }: AppRoute) => (method === 'post' ? ending.indexOf(path) : -1);
    routes = routesOf(app).sort((a, b) => rank(a) - rank(b));
  });

  const guarded = () => routes.filter(({ action }) => action && !open.includes(action));
  const nameOf = ({ method, path }: AppRoute) => `${method.toUpperCase()} ${path}`;
  const call = ({ http }: Pick<Agent, 'http'>, { method, path }: AppRoute, body = {}) =>
    method === 'get'
      ? http.get(madeUpAddress(path))
      : http[method](madeUpAddress(path)).type('form').send(body);

  it('is said by the first handler of every route', () => {
    expect(routes.filter(({ action }) => !action).map(nameOf)).to.deep.equal([]);
    expect(routes.length).to.be.greaterThan(30);
  });

  it('is said in words of the table', () => {
    const unknown = guarded().filter(({ action }) => !(action! in permissions));
    expect(unknown.map(nameOf)).to.deep.equal([]);
  });

  it('leaves the programme to admins, writing to editors, approval to approvers, and reports to those who may read them', () => {
    const allowed = (isMeant: (route: AppRoute) => boolean) => {
      const meant = guarded().filter(isMeant);
      expect(meant).not.to.have.length(0);
      return [...new Set(meant.map(({ action }) => rolesFor(action as Action).join()))].sort();
    };
    const decision = /^\/studio\/.*\/(approve|return|recall)$/;
    const isIn = (folder: string) => (route: AppRoute) => route.path.startsWith(folder);
    const isWriting = ({ method, path }: AppRoute) =>
      method === 'post' && path.startsWith('/studio') && !decision.test(path);
    expect(allowed(isIn('/admin'))).to.deep.equal(['admin']);
    expect(allowed(isIn('/outbox'))).to.deep.equal(['admin']);
    expect(allowed(isWriting)).to.deep.equal(['editor,admin']);
    expect(allowed(({ path }) => /\/(approve|return)$/.test(path))).to.deep.equal(['approver,admin']);
    expect(allowed(({ path }) => /\/recall$/.test(path))).to.deep.equal(['editor,approver,admin']);
    expect(allowed(isIn('/studio'))).to.have.members([
      'editor,admin',
      'approver,admin',
      'editor,approver,admin',
    ]);
    expect(allowed(isIn('/reports'))).to.deep.equal(['editor,approver,sponsor,admin']);
    expect(allowed(isIn('/feed'))).to.deep.equal([roles.join()]);
  });

  it('is asked of nobody without signing in first', async () => {
    const strays: string[] = [];
    for (const route of guarded()) {
      const response = await call({ http: supertest.agent(app) }, route);
      if (response.status !== 303 || !/^\/sign-in\b/.test(response.headers.location!))
        strays.push(`${nameOf(route)}: ${response.status}`);
    }
    expect(strays).to.deep.equal([]);
  });

  it('leaves pages that need no sign-in open to everybody', async () => {
    const strays: string[] = [];
    const agent = createAgent(app);
    await agent.visit('/sign-in');
    const _csrf = agent.page('[name=_csrf]').first().val();
    for (const route of routes.filter(({ action }) => open.includes(action!))) {
      const { status } = await call(agent, route, { _csrf });
      if (status === 403 || status >= 500) strays.push(`${nameOf(route)}: ${status}`);
    }
    expect(strays).to.deep.equal([]);
  });

  it('gives no cookie away on routes before the session', async () => {
    for (const route of routes.filter(({ action }) => action === 'outside'))
      expect((await call({ http: supertest.agent(app) }, route)).headers, nameOf(route)).not.to.have.property(
        'set-cookie',
      );
  });

  for (const role of roles)
    it(`lets a person who is only ${role} do what the table says and no more`, async () => {
      const agent = await signedIn(app, { roles: [role] });
      await agent.visit('/account');
      const _csrf = agent.page('[name=_csrf]').first().val();
      const strays: string[] = [];
      for (const route of guarded()) {
        const { status } = await call(agent, route, { _csrf });
        const permitted = permits([role], route.action as Action);
        if (permitted ? status === 403 || status >= 500 : status !== 403)
          strays.push(`${nameOf(route)}: ${status}`);
      }
      expect(strays).to.deep.equal([]);
    });

  it('refuses every change without the token of the session', async () => {
    const agent = await signedIn(app, { roles: [...roles] });
    const strays: string[] = [];
    for (const route of routes.filter(({ method, action }) => method !== 'get' && action !== 'outside')) {
      const { status } = await call(agent, route);
      if (status !== 403) strays.push(`${nameOf(route)}: ${status}`);
    }
    expect(strays).to.deep.equal([]);
  });
});
