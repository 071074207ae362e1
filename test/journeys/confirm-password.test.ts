import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { getOrganization } from '../../src/organization/index.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const settings = '/admin/conversions/settings';

describe('Keys, roles and visibility', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  /** An admin who signed in eleven minutes ago. */
  async function adminOfOldSession() {
    const services = createTestServices();
    const admin = await signedIn(createApp(services), { roles: ['admin'] });
    services.setNow('2026-11-18T09:11:00Z');
    return { services, admin };
  }
  const keys = () => mongoose.connection.db!.collection('apikeys').countDocuments();

  it('ask for the password again ten minutes after signing in, and keep what was typed', async () => {
    const { admin } = await adminOfOldSession();
    const { id } = await buildUser();
    await admin.visit(`/admin/people/${id}`);
    const asked = await admin.submit({ name: 'Typed', roles: ['advocate', 'admin'] }, `/admin/people/${id}`);
    expect(asked.status).to.equal(303);
    expect(asked.headers.location).to.match(/^\/confirm-password\?next=/);
    expect((await findActivePerson(id))!.roles).to.deep.equal(['advocate']);

    await admin.visit(asked.headers.location!);
    expect((await admin.submit({ password: 'wrong' }, '/confirm-password')).status).to.equal(422);
    const back = await admin.submit({ password }, '/confirm-password');
    expect(back.headers.location).to.equal(`/admin/people/${id}`);
    await admin.visit(back.headers.location!);
    expect(admin.page('input[name=name]').val()).to.equal('Typed');
    expect(admin.page('input[name=roles][value=admin]').attr('checked')).to.equal('checked');
    expect((await admin.submit({}, `/admin/people/${id}`)).headers.location).to.equal('/admin/people');
    expect((await findActivePerson(id))!).to.deep.include({ name: 'Typed', roles: ['advocate', 'admin'] });
  });

  it('do not ask again who signed in again before answering', async () => {
    const { admin } = await adminOfOldSession();
    const question = '/confirm-password?next=/admin/people';
    expect((await admin.visit(question)).status).to.equal(200);
    await mongoose.connection.db!.collection('sessions').deleteMany({});
    await admin.visit('/sign-in');
    await admin.submit({ email: admin.user.email, password }, '/sign-in');
    expect((await admin.visit(question)).headers.location).to.equal('/admin/people');
  });

  it('are each behind it: inviting with a role, making and revoking a key, the secret, the visibility', async () => {
    const { services, admin } = await adminOfOldSession();
    const isAsked = async (page: string, fields: Record<string, string | string[]>, action: string) => {
      await admin.visit(page);
      const { headers } = await admin.submit(fields, action);
      expect(headers.location, action).to.match(/^\/confirm-password\?next=/);
    };
    const invitation = { name: 'Bo', email: 'bo@example.com', roles: ['advocate', 'editor'] };
    await isAsked('/admin/people/invite', invitation, '/admin/people/invite');
    await isAsked(settings, { keyName: 'CRM' }, `${settings}/keys`);
    await isAsked(settings, {}, `${settings}/secret`);
    const invited = await buildUser({ roles: ['advocate', 'admin'] });
    const theirs = `/admin/people/${invited.id}`;
    await mongoose.connection
      .db!.collection('users')
      .updateOne({ email: invited.email }, { $set: { status: 'invited' } });
    await isAsked(theirs, {}, `${theirs}/invitation`);
    await mongoose.connection
      .db!.collection('users')
      .updateOne({ email: invited.email }, { $set: { status: 'deactivated' } });
    await isAsked(theirs, {}, `${theirs}/reactivate`);
    await isAsked('/admin/organization', { visibility: 'individual' }, '/admin/organization');
    expect(await keys()).to.equal(0);
    expect((await getOrganization())!.visibility).to.equal('own-only');

    await admin.visit(`/confirm-password?next=${settings}`);
    await admin.submit({ password }, '/confirm-password');
    await admin.visit(settings);
    await admin.submit({ keyName: 'CRM' }, `${settings}/keys`);
    expect(await keys()).to.equal(1);
    services.setNow('2026-11-18T09:22:00Z');
    await admin.visit(settings);
    const revoke = admin.page('a[href$="/revoke"]').attr('href')!;
    await isAsked(revoke, {}, revoke);
  });

  it('do not ask for what concerns nobody’s rights', async () => {
    const { admin } = await adminOfOldSession();
    const { id } = await buildUser();
    await admin.visit(`/admin/people/${id}`);
    const saved = await admin.submit({ name: 'Typed' }, `/admin/people/${id}`);
    expect(saved.headers.location).to.equal('/admin/people');
    await admin.visit('/admin/organization');
    const renamed = await admin.submit({ name: 'Acme Two' }, '/admin/organization');
    expect(renamed.headers.location).to.equal('/admin/organization');
  });

  it('lead to no other site after the password', async () => {
    const { services, admin } = await adminOfOldSession();
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      await admin.visit(`/confirm-password?next=${encodeURIComponent(next)}`);
      expect(admin.page('main a').attr('href')).to.equal('/feed');
      expect((await admin.submit({ password, next }, '/confirm-password')).headers.location).to.equal(
        '/feed',
      );
      services.setNow(new Date(services.clock.now().getTime() + 11 * 60_000));
    }
  });

  it('count a wrong password as a failed sign-in', async () => {
    const { admin } = await adminOfOldSession();
    await admin.visit('/confirm-password');
    for (let tries = 0; tries < 10; tries += 1)
      await admin.submit({ password: 'wrong' }, '/confirm-password');
    expect((await admin.submit({ password }, '/confirm-password')).status).to.equal(422);
    expect(admin.page('main').text()).to.contain('Too many tries');
  });
});

describe('A session', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('ends 30 days after signing in, however often the person visits', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services));
    for (const day of ['2026-11-25', '2026-12-05', '2026-12-17']) {
      services.setNow(`${day}T09:00:00Z`);
      expect((await agent.visit('/account')).status, day).to.equal(200);
    }
    services.setNow('2026-12-18T09:00:00Z');
    expect((await agent.visit('/account')).headers.location).to.match(/^\/sign-in/);
  });

  it('leaves no private page in the browser', async () => {
    const app = createApp(createTestServices());
    const agent = await signedIn(app, { roles: ['admin'] });
    for (const page of ['/feed', '/account', '/admin/people', '/reports', '/nothing-here', '/outbox'])
      expect((await agent.visit(page)).headers['cache-control'], page).to.equal('no-store');
    await agent.visit('/account');
    const out = await agent.submit({}, '/sign-out');
    expect(out.headers['clear-site-data']).to.equal('"cache"');
    expect(out.headers['cache-control']).to.equal('no-store');
  });

  it('has cookies for this host alone over https, and plain ones over http', async () => {
    const namesAt = async (PUBLIC_URL: string, proto: string) => {
      const app = createApp(createTestServices({ envOverrides: { PUBLIC_URL, TRUST_PROXY: 1 } }));
      const user = await buildUser();
      const agent = createAgent(app);
      agent.http.set('X-Forwarded-Proto', proto);
      const shown = await agent.visit('/sign-in');
      const cookies = String(shown.headers['set-cookie']);
      const jar = [shown.headers['set-cookie']].flat().map((cookie) => String(cookie).split(';')[0]);
      const typed = new URLSearchParams({
        _csrf: String(agent.page('input[name=_csrf]').val()),
        email: user.email,
        password,
      });
      const answer = await agent.http
        .post('/sign-in')
        .type('form')
        .set('Cookie', jar.join('; '))
        .send(typed.toString());
      expect(answer.status).to.equal(303);
      return `${cookies},${String(answer.headers['set-cookie'])}`;
    };
    const secure = await namesAt('https://share.example.com', 'https');
    expect(secure)
      .to.match(/__Host-groundswell=[^;]+; Path=\/; [^,]*,?[^;]*;? ?HttpOnly/)
      .and.match(/Secure/);
    expect(secure)
      .not.to.match(/(^|,)groundswell/)
      .and.not.match(/Domain=/i);
    expect(await namesAt('http://localhost:3000', 'http'))
      .to.match(/(^|,)groundswell=/)
      .and.not.match(/__Host-/);
  });
});
