import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { sendAccountMails } from '../support/send-mails.js';
import { setUpLink } from '../../src/sign-in/set-up.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';

const chosen = 'ferry bell lantern';
const linkIn = (services: TestServices) =>
  new URL(/https?:\/\/\S+/.exec(services.outbox.at(-1)!.text)![0]).pathname;

describe('A form that needs no sign-in', () => {
  let services: TestServices;
  let agent: Agent;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    // A Friday.
    services = createTestServices();
    services.setNow('2026-11-20T16:00:00Z');
    agent = createAgent(createApp(services));
  });

  /** The processes of Monday know nothing of Friday's. */
  async function sendOnMonday(fields: Record<string, string>) {
    services.setNow('2026-11-23T08:00:00Z');
    const monday = createAgent(createApp(services));
    const form = agent.page('form[method=post]').first();
    const hidden = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]));
    const cookies = agent.http.jar.getCookies({
      path: '/',
      domain: '127.0.0.1',
      secure: false,
      script: false,
    });
    return monday.http
      .post(form.attr('action')!)
      .set('Cookie', cookies.toValueString())
      .type('form')
      .send({ ...hidden, ...fields });
  }

  it('can be sent after a weekend: signing in', async () => {
    const { email } = await buildUser();
    await agent.visit('/sign-in');
    const answer = await sendOnMonday({ email, password });
    expect([answer.status, answer.headers.location]).to.deep.equal([303, '/feed']);
  });

  it('can be sent after a weekend: an invitation', async () => {
    const admin = await signedIn(createApp(services), { roles: ['admin'] });
    await admin.visit('/admin/people/invite');
    await admin.submit({ name: 'Bo', email: 'bo@example.com' }, '/admin/people/invite');
    await agent.visit(linkIn(services));
    expect((await sendOnMonday({ password: chosen })).headers.location).to.equal('/feed');
  });

  it('can be sent after a weekend: a forgotten password', async () => {
    const { email } = await buildUser();
    await agent.visit('/forgotten-password');
    expect((await sendOnMonday({ email })).headers.location).to.equal('/sign-in');
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(1);
  });

  it('is answered after a weekend also where its link is over, in words', async () => {
    const { email } = await buildUser();
    await agent.visit('/forgotten-password');
    await agent.submit({ email });
    await sendAccountMails(services);
    await agent.visit(linkIn(services));
    expect((await sendOnMonday({ password: chosen })).status).to.equal(410);
  });

  it('can be sent after a weekend: the set-up', async () => {
    const link = new URL((await setUpLink(services))!).pathname;
    await agent.visit(link);
    services.setNow('2026-11-21T08:00:00Z');
    const answer = await agent.submit({
      organizationName: 'Acme',
      name: 'Ada',
      email: 'ada@example.com',
      password: chosen,
    });
    expect(answer.headers.location).to.equal('/admin');
  });

  it('can be sent after somebody signed in in another tab', async () => {
    const { email } = await buildUser();
    await agent.visit('/sign-in');
    const first = agent.page('[name=_csrf]').val() as string;
    await agent.submit({ email, password });
    const again = await agent.http.post('/sign-in').type('form').send({ _csrf: first, email, password });
    expect(again.status).to.equal(303);
  });

  it('is refused after 30 days', async () => {
    const { email } = await buildUser();
    await agent.visit('/sign-in');
    services.setNow('2026-12-20T16:00:01Z');
    expect((await agent.submit({ email, password })).status).to.equal(403);
  });

  it('signs nobody in when it comes from another browser or another site', async () => {
    const { email } = await buildUser();
    await agent.visit('/sign-in');
    const token = agent.page('[name=_csrf]').val() as string;
    const victim = createAgent(createApp(services));
    const send = (from: Agent, _csrf: string, site?: string) =>
      from.http
        .post('/sign-in')
        .set(site ? { 'Sec-Fetch-Site': site } : {})
        .type('form')
        .send({ _csrf, email, password });
    expect((await send(victim, token)).status).to.equal(403);
    await victim.visit('/sign-in');
    expect((await send(victim, token)).status).to.equal(403);
    expect((await send(victim, '')).status).to.equal(403);
    for (const site of ['cross-site', 'same-site'])
      expect((await send(agent, token, site)).status).to.equal(403);
    expect((await send(agent, token, 'same-origin')).status).to.equal(303);
  });

  it('leads back only to a page that we signed', async () => {
    const { email } = await buildUser();
    const wayTo = async (next: string) => {
      await agent.visit(`/sign-in?next=${encodeURIComponent(next)}`);
      return (await agent.submit({ email, password, next })).headers.location;
    };
    const asked = await agent.visit('/account?from=mail');
    const signed = new URL(asked.headers.location!, services.publicUrl).searchParams.get('next')!;
    for (const forged of [
      '/studio',
      'https://evil.example',
      signed.replace('/account', '/studio'),
      `${signed}x`,
    ]) {
      expect(await wayTo(forged)).to.equal('/feed');
      await agent.visit('/feed');
      await agent.submit({}, '/sign-out');
    }
    expect(await wayTo(signed)).to.equal('/account?from=mail');
    expect((await agent.visit(asked.headers.location!)).headers.location).to.equal('/account?from=mail');
  });
});
