import { expect } from 'chai';
import { load } from 'cheerio';
import mongoose from 'mongoose';
import supertest, { type Response } from 'supertest';
import sinon from 'sinon';
import { deactivatePerson, reactivatePerson } from '../../src/accounts/access-of-person.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { createApp } from '../../src/app.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { Busy } from '../../src/platform/errors.js';
import { Attempt } from '../../src/sign-in/attempt.model.js';
import { composePasswordReset } from '../../src/sign-in/compose-password-reset.js';
import { hashes, tries } from '../../src/sign-in/password-queues.js';
import { changePassword, setPasswordByLink } from '../../src/sign-in/set-password.js';
import { SingleUseLink } from '../../src/sign-in/single-use-link.model.js';
import type { Mail } from '../../src/platform/net/mailer.js';
import { User } from '../../src/people/user.model.js';
import { acting, actorOf } from '../support/actors.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { onceReached } from '../support/once-reached.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

/** The session cookie that an answer sets. */
const sessionIn = ({ headers }: Response) => /groundswell=([^;]+)/.exec(String(headers['set-cookie']))?.[1];

describe('Signing in', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  const app = () => createApp(createTestServices());

  it('leads to the feed with the right password', async () => {
    const user = await buildUser();
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    const response = await agent.submit({ email: user.email.toUpperCase(), password });
    expect(response.status).to.equal(303);
    expect(response.headers.location).to.equal('/feed');
  });

  it('answers a wrong password next to the field and keeps the address', async () => {
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
    const attacker = await signedIn(app());
    const planted = sessionIn(await attacker.visit('/account'))!;
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    agent.http.jar.setCookie(`groundswell=${planted}; Path=/`);
    const given = sessionIn(await agent.submit({ email: user.email, password }));
    expect(given).to.be.a('string').and.not.equal(planted);
    await attacker.visit('/account');
    expect(attacker.page('#name').val()).not.to.equal(user.name);
  });

  it('sets cookies that scripts and other sites do not get', async () => {
    const user = await buildUser();
    const secure = createTestServices({
      envOverrides: { PUBLIC_URL: 'https://share.example.com', TRUST_PROXY: 1 },
    });
    const http = supertest(createApp(secure));
    const cookies: string[] = [];
    const take = (response: Response) => cookies.push(...[response.headers['set-cookie'] ?? []].flat());
    const page = await http.get('/sign-in').set('X-Forwarded-Proto', 'https');
    take(page);
    const sent = { _csrf: load(page.text)('[name=_csrf]').val(), email: user.email, password };
    const back = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    const post = () =>
      http.post('/sign-in').set('X-Forwarded-Proto', 'https').set('Cookie', back).type('form');
    take(await post().send({ ...sent, password: 'wrong' }));
    take(await post().send(sent));
    expect(cookies.map((cookie) => cookie.split('=')[0])).to.include.members([
      '__Host-groundswell',
      '__Host-groundswell-browser',
    ]);
    for (const cookie of cookies)
      expect(cookie)
        .to.match(/HttpOnly/)
        .and.match(/Secure/)
        .and.match(/SameSite=Lax/);
  });

  it('ends with signing out', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await agent.submit({}, '/sign-out');
    expect((await agent.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
  });

  describe('leaves no session behind', () => {
    const sessions = () => mongoose.connection.db!.collection('sessions').countDocuments();
    const holdsSession = ({ http }: Agent) =>
      http.jar.getCookies({ path: '/', domain: '127.0.0.1', secure: false, script: false }).toValueString();

    it('when somebody signs out: no document here and no cookie there', async () => {
      const agent = await signedIn(app());
      await agent.visit('/account');
      expect(await sessions()).to.equal(1);
      await agent.submit({}, '/sign-out');
      expect(await sessions()).to.equal(0);
      expect(holdsSession(agent)).not.to.match(/groundswell=/);
      await agent.visit('/sign-in');
      await agent.visit('/account');
      expect(await sessions()).to.equal(0);
    });

    it('when a request that was under way ends after somebody signed out', async () => {
      const agent = await signedIn(app());
      await agent.visit('/account');
      const { page } = agent;
      const sent = page('form[action="/account"]').serialize();
      const _csrf = page('[name=_csrf]').first().val() as string;
      onceReached('change.ready', () => agent.http.post('/sign-out').type('form').send({ _csrf }));
      const saved = await agent.http.post('/account').type('form').send(sent);
      // It leaves a message in its session.
      expect([saved.status, saved.headers.location]).to.deep.equal([303, '/account']);
      expect(await sessions()).to.equal(0);
    });

    it('when it outlived its person: the next visit removes it', async () => {
      const agent = await signedIn(app());
      await User.updateOne({ _id: agent.user.id }, { status: 'deactivated' });
      await agent.visit('/account');
      expect(await sessions()).to.equal(0);
    });
  });

  describe('with a password that was right when it was checked', () => {
    const services = createTestServices();
    const chosen = 'ferry bell lantern';
    const actorId = 'f'.repeat(24);

    /** Does this once, after the next password was compared with its hash and before anything comes of it. */
    function afterNextHash(change: () => Promise<unknown>) {
      const stub = sinon.stub(hashes, 'run').callsFake(async (_asker: unknown, task: () => unknown) => {
        stub.restore();
        const result = await task();
        await change();
        return result;
      });
    }
    const tokenFor = async (email: string) => {
      const mail = await composePasswordReset(services, {
        email,
        generation: 'one',
        isCounted: false,
        askedAt: services.clock.now(),
      });
      return /reset-password\/(\S+)/.exec((mail as Mail).text)![1]!;
    };
    const reset = async (email: string) =>
      setPasswordByLink(services, {
        purpose: 'password-reset',
        token: await tokenFor(email),
        password: chosen,
      });
    const letGoAndIn = async (userId: string) => {
      await deactivatePerson(services, { userId, actor: acting('admin', actorId) });
      await reactivatePerson(services, { userId, actor: acting('admin', actorId) });
    };
    const isSignedIn = async (agent: Agent) => (await agent.visit('/account')).status === 200;

    const changes: Record<string, (user: { id: string; email: string }) => Promise<unknown>> = {
      'it was changed': async ({ id }) =>
        changePassword(services, {
          actor: await actorOf(id),
          newPassword: chosen,
          asker: { device: 'a device' },
        }),
      'a new one was chosen by a link': ({ email }) => reset(email),
      'their address was changed': async ({ id }) =>
        updatePerson(services, {
          ...(await findActivePerson(id))!,
          userId: id,
          actor: acting('admin', actorId),
          email: 'new@example.com',
        }),
      'their access was ended and given back': ({ id }) => letGoAndIn(id),
    };
    for (const [what, change] of Object.entries(changes))
      it(`leaves nobody signed in when meanwhile ${what}`, async () => {
        await buildUser({ roles: ['admin'] });
        const user = await buildUser();
        const agent = createAgent(createApp(services));
        await agent.visit('/sign-in');
        afterNextHash(() => change(user));
        await agent.submit({ email: user.email, password });
        expect(await isSignedIn(agent)).to.equal(false);
      });

    it('changes no password that was chosen by a link meanwhile', async () => {
      const agent = await signedIn(createApp(services));
      await agent.visit('/account/password');
      afterNextHash(() => reset(agent.user.email));
      const fields = { currentPassword: password, newPassword: 'another quiet harbour' };
      expect((await agent.submit(fields, '/account/password')).status).to.equal(422);
      expect(agent.page('#currentPassword-error').text()).to.contain('not your current password');
      expect(await isSignedIn(agent)).to.equal(false);
      await agent.visit('/sign-in');
      expect((await agent.submit({ email: agent.user.email, password: chosen })).status).to.equal(303);
    });

    it('signs nobody in by a link whose access was ended right after they chose it', async () => {
      await buildUser({ roles: ['admin'] });
      const user = await buildUser();
      const agent = createAgent(createApp(services));
      await agent.visit(`/reset-password/${await tokenFor(user.email)}`);
      const tidy = sinon.stub(SingleUseLink, 'deleteMany').callsFake((() => {
        tidy.restore();
        return letGoAndIn(user.id);
      }) as never);
      expect((await agent.submit({ password: chosen })).status).to.equal(303);
      expect(await isSignedIn(agent)).to.equal(false);
    });
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

  it('lets a person in from elsewhere, after a wait, while somebody guesses their password', async () => {
    const user = await buildUser();
    const services = createTestServices({ envOverrides: { TRUST_PROXY: 1 } });
    const behindProxy = createApp(services);
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
    expect((await owner.submit({ email: user.email, password })).status).to.equal(422);
    expect(owner.page('input[name=email]').val()).to.equal(user.email);
    services.setNow(new Date(services.clock.now().getTime() + 1_000));
    expect((await owner.submit({ email: user.email, password })).status).to.equal(303);
  });

  it('lets a person in at once with a browser they signed in with before, whoever guesses', async () => {
    const user = await buildUser();
    const shared = app();
    const owner = createAgent(shared);
    await owner.visit('/sign-in');
    await owner.submit({ email: user.email, password });
    await owner.visit('/account');
    await owner.submit({}, '/sign-out');
    // From the same network, as a colleague would.
    const guesser = createAgent(shared);
    await guesser.visit('/sign-in');
    for (let tries = 0; tries < 15; tries += 1)
      await guesser.submit({ email: user.email, password: 'wrong' });
    await owner.visit('/sign-in');
    expect((await owner.submit({ email: user.email, password })).status).to.equal(303);
  });

  it('takes a browser for known to those alone who signed in with it, and believes no cookie that is not signed', async () => {
    const [user, other] = [await buildUser(), await buildUser()];
    const shared = app();
    const agent = createAgent(shared);
    await agent.visit('/sign-in');
    await agent.submit({ email: other.email, password });
    await agent.visit('/account');
    await agent.submit({}, '/sign-out');
    for (let tries = 0; tries < 11; tries += 1) {
      await agent.visit('/sign-in');
      await agent.submit({ email: user.email, password: 'wrong' });
    }
    expect(agent.page.text()).to.contain('Too many tries');
    await agent.visit('/sign-in');
    expect((await agent.submit({ email: other.email, password })).status).to.equal(303);
  });

  it('answers 503 with the form and the address when too many sign in at once', async () => {
    const user = await buildUser();
    sinon.stub(hashes, 'run').rejects(new Busy());
    await expectBusy(user.email);
  });

  it('looks nothing up and counts nothing when too many tries wait already', async () => {
    const user = await buildUser();
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const places = tries.limits.atOnce + tries.limits.waiting;
    const filled = Array.from({ length: places }, (_, n) =>
      tries.run({ network: `192.0.2.${n}` }, () => ended),
    );
    await expectBusy(user.email);
    end();
    await Promise.all(filled);
    expect(await Attempt.countDocuments()).to.equal(0);
  });

  async function expectBusy(email: string) {
    const agent = createAgent(app());
    await agent.visit('/sign-in');
    const response = await agent.submit({ email, password });
    expect([response.status, response.headers['retry-after']]).to.deep.equal([503, '10']);
    expect(agent.page('input[name=email]').val()).to.equal(email);
    expect(agent.page('input[name=password]').val()).to.equal(undefined);
    expect(agent.page('[role=alert]').text()).to.contain('Wait ten seconds');
  }

  it('limits a guesser behind a proxy that writes a port after the address', async () => {
    const user = await buildUser();
    const guesser = createAgent(createApp(createTestServices({ envOverrides: { TRUST_PROXY: 1 } })));
    await guesser.visit('/sign-in');
    let limited = 0;
    for (let n = 0; n < 15; n += 1) {
      guesser.http.set('X-Forwarded-For', `203.0.113.7:${50_000 + n}`);
      await guesser.submit({ email: user.email, password: 'wrong' });
      if (guesser.page.text().includes('Too many tries')) limited += 1;
    }
    expect(limited).to.equal(5);
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
