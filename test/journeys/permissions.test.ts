import { expect } from 'chai';
import supertest from 'supertest';
import { createLocation } from '../../src/accounts/manage-locations.js';
import { createApp, type App } from '../../src/app.js';
import mongoose from 'mongoose';
import { takeList } from '../../src/accounts/list/take-list.js';
import { listApiKeys, makeApiKey } from '../../src/conversions/api-key.model.js';
import { takeFile } from '../../src/conversions/import/take-file.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import {
  permissionOf,
  permissions,
  permits,
  roles,
  rolesFor,
  type Action,
} from '../../src/people/permissions.js';
import { createTopic } from '../../src/posts/index.js';
import { giveThanks } from '../../src/recognition/index.js';
import { Feed } from '../../src/sources/feed.model.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { letter, recordLetters, theDelivery } from '../deliveries/builders.js';
import { buildAcknowledgement } from '../guidelines/builders.js';
import { buildDraft } from '../posts/builders.js';
import { buildNotice } from '../notifications/builders.js';
import { buildFunnel } from '../strategy/builders.js';
import { buildShare } from '../sharing/builders.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
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

  describe('about things of others', () => {
    /** By the beginning of a route with an id: the id of something that is somebody else’s. */
    let things: Record<string, string>;
    before(async () => {
      const services = createTestServices();
      const owner = await buildUser({ roles: ['admin', 'editor'] });
      await buildAcknowledgement(services, owner.id);
      const { postId, ...share } = await buildShare({ services, advocateId: owner.id });
      const notice = await buildNotice(owner.id);
      const thanks = await giveThanks(services, {
        ...{ actor: owner, toId: (await buildUser()).id, text: 'For the answers.', area: 'issues' as const },
      });
      const list = await takeList(services, { actor: owner, file: Buffer.from('Ana,ana@example.com') });
      await makeApiKey(services, { actor: (await findActivePerson(owner.id))!, name: 'Shop' });
      const [draft, topic] = [
        await buildDraft({ services }),
        await createTopic(services, { actor: owner, name: 'T' }),
      ];
      const item = await InboxItem.create({
        ...{ key: 'a', slot: 'a', source: 'S', title: 'T', link: 'https://example.com/' },
        ...{ arrivedAt: new Date(), sortAt: new Date() },
      });
      const feed = await Feed.create({
        ...{ url: 'https://example.com/feed', title: 'F', addedBy: owner.id },
        ...{ addedAt: new Date(), dueAt: new Date('2100-01-01') },
      });
      await recordLetters(services, letter(), ['reader@example.com']);
      const delivery = await theDelivery();
      await DeliveryRow.updateOne({ _id: delivery._id }, { state: 'failed' });
      const funnel = await buildFunnel(services);
      things = {
        '/strategy/business-goals/': funnel.businessGoalId,
        '/strategy/department-goals/': funnel.departmentGoalId,
        '/strategy/insights/': funnel.insightId,
        '/strategy/goals/': funnel.goalId,
        '/strategy/tactics/': funnel.tacticId,
        '/strategy/map/': '2026',
        '/shares/': share.id,
        '/notices/': notice.id,
        '/thanks/': thanks.id,
        '/posts/': postId,
        '/studio/posts/': draft.id,
        '/studio/topics/': topic.id,
        '/studio/feeds/': feed.id,
        '/studio/inbox/': item.id,
        '/studio/guidelines/': '1',
        '/admin/people/list/': list,
        '/admin/people/': owner.id,
        '/admin/teams/': (await buildTeam()).id,
        '/admin/locations/': (await createLocation(services, { actor: owner, name: 'Kiel' })).id,
        '/admin/conversions/settings/keys/': (await listApiKeys())[0]!.id,
        '/admin/conversions/import/': await takeFile(services, {
          actor: owner,
          name: 'a.csv',
          file: Buffer.from('a;b\n1;2'),
        }),
        '/admin/deliveries/': delivery._id.toString(),
        '/outbox/': 'no-such-mail.eml',
        '/reports/baseline/': 'months',
      };
    });

    const withIds = () => guarded().filter(({ path }) => path.includes(':'));
    const thingOf = ({ path }: AppRoute) =>
      Object.entries(things).find(([beginning]) => path.startsWith(`${beginning}:`))?.[1];
    const isOwn = ({ action }: AppRoute) => permissionOf(action as Action).only === 'own';

    /** Everything that is stored, but for what belongs to requests. */
    const stored = async () => {
      const all: Record<string, unknown> = {};
      for (const collection of await mongoose.connection.db!.collections())
        if (!/^(sessions|attempts)/.test(collection.collectionName))
          all[collection.collectionName] = await collection.find().sort({ _id: 1 }).toArray();
      return JSON.stringify(all);
    };

    it('has something of somebody else for each route with an id', () => {
      expect(
        withIds()
          .filter((route) => !thingOf(route))
          .map(nameOf),
      ).to.deep.equal([]);
      expect(new Set(withIds().filter(isOwn).map(nameOf))).to.deep.equal(
        new Set([
          ...['GET /shares/:id', 'POST /shares/:id/confirm', 'GET /notices/:id'],
          ...['POST /thanks/:id/show', 'POST /thanks/:id/hide', 'POST /thanks/:id/take-back'],
          ...['GET /thanks/:id/delete', 'POST /thanks/:id/delete'],
        ]),
      );
    });

    for (const role of roles)
      it(`gives them to nobody who is only ${role}, unless the table does, and changes nothing`, async () => {
        const agent = await signedIn(app, { roles: [role] });
        await agent.visit('/account');
        const _csrf = agent.page('[name=_csrf]').first().val();
        const before = await stored();
        const strays: string[] = [];
        for (const route of withIds()) {
          if (!isOwn(route) && permits([role], route.action as Action)) continue;
          const address = route.path.replace(/:\w+/, thingOf(route)!).replace(/[{}]/g, '');
          const { status } = await (route.method === 'get'
            ? agent.http.get(address)
            : agent.http.post(address).type('form').send({ _csrf, posted: 'yes', note: 'x' }));
          if (![403, 404].includes(status)) strays.push(`${nameOf(route)}: ${status}`);
        }
        expect(strays).to.deep.equal([]);
        expect(await stored()).to.equal(before);
      });
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
