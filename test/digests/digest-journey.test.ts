import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { load } from 'cheerio';
import type { Email } from 'postal-mime';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { sendDueDigests } from '../../src/digests/index.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { User } from '../../src/people/user.model.js';
import { buildPost } from '../posts/builders.js';
import { buildReader, storedSubscription } from '../notifications/builders.js';
import { buildShare } from '../sharing/builders.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { openSmtpSink } from '../support/smtp-sink.js';
import { buildClick } from '../clicks/builders.js';

const header = (email: Email, name: string) => email.headers.find(({ key }) => key === name)?.value;

describe('From the digest to unsubscribing', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let sink: Awaited<ReturnType<typeof openSmtpSink>>;
  let services: ReturnType<typeof createTestServices>;
  let answer: Parameters<typeof openSmtpSink>[0];
  beforeEach(async () => {
    answer = () => undefined;
    sink = await openSmtpSink((...asked) => answer!(...asked));
    services = createTestServices({ envOverrides: { SMTP_URL: sink.url } });
    services.mailer = createMailer(services.env, services.clock);
  });
  afterEach(async () => {
    services.mailer.close();
    await sink.close();
  });

  /** A reader in Los Angeles with a share that brought two visitors, and posts in two languages to share. */
  const prepare = async () => {
    services.setNow('2026-11-18T09:00:00Z');
    const shared = await buildPost({ services, title: 'Our open day' });
    await buildPost({
      services,
      title: 'Wir bilden aus',
      language: 'de',
      suggestedCopy: ['Ich lerne hier jeden Tag.'],
    });
    services.setNow('2026-11-18T09:01:00Z');
    const top = await buildPost({
      services,
      title: 'Zoë & the <b>swell</b>',
      suggestedCopy: ['Two lines,\n“quoted” & true.'],
    });
    await User.updateMany({}, { status: 'deactivated' });
    const reader = await buildReader(services, { name: 'Ana "Ann" Pérez', timeZone: 'America/Los_Angeles' });
    const share = await buildShare({ services, advocateId: reader.user.id, postId: shared.id });
    for (const at of ['2026-11-19T10:00:00Z', '2026-11-19T11:00:00Z'])
      await buildClick({ slug: share.slug, at });
    await updateDailyStatistics(services);
    services.setNow('2026-11-24T17:00:00Z');
    return { ...reader, top };
  };

  it('brings one mail with both parts, in the reader’s zone, with what a mail program needs', async () => {
    const { user, token, subscriptionId, top } = await prepare();
    expect(await sendDueDigests(services)).to.equal(1);
    const { email, to } = sink.mails[0]!;
    expect(to).to.equal(user.email);
    expect(email.to?.[0]).to.deep.include({ name: 'Ana "Ann" Pérez', address: user.email });
    expect(email.subject).to.equal('Worth sharing this week: Zoë & the <b>swell</b>');
    expect(email.messageId).to.equal(`<digest.${subscriptionId}.2026-W48@localhost>`);
    expect(header(email, 'list-unsubscribe')).to.equal(`<http://localhost:3000/unsubscribe/${token}>`);
    expect(header(email, 'list-unsubscribe-post')).to.equal('List-Unsubscribe=One-Click');
    expect(header(email, 'list-id')).to.equal('<weekly-digest.localhost>');
    expect(header(email, 'auto-submitted')).to.equal('auto-generated');

    const page = load(email.html!);
    expect(page('html').attr('lang')).to.equal('en');
    expect(page('h1').text()).to.equal('One thing to do this week');
    expect(page('h2').first().text()).to.equal('Zoë & the <b>swell</b>');
    expect(page(`a[href="http://localhost:3000/posts/${top.id}"]`).text()).to.equal('Share this');
    expect(page('h3 a[lang=de]').text()).to.equal('Wir bilden aus');
    expect(page('script, link')).to.have.length(0);
    // The picture of the first post, from our own host; it says nothing that the words don't.
    expect(page('img')).to.have.length(1);
    expect(page('img').attr()).to.include({ alt: '', width: '544' });
    expect(page('img').attr('src')).to.match(/^http:\/\/localhost:3000\/pictures\/artwork\/.+\.png$/);

    for (const part of [page('body').text(), email.text!]) {
      const said = part.replace(/\s+/g, ' ');
      for (const words of [
        'Zoë & the <b>swell</b>',
        'Two lines, “quoted” & true.',
        'Wir bilden aus',
        'Ich lerne hier jeden Tag.',
        '2 visitors',
        'From Nov 17, 2026 to Nov 23, 2026.',
        '“Our open day” brought the most visitors.',
        'You get this mail because you are with Acme. It comes each Tuesday at 9:00',
      ])
        expect(said.replace(/\u202f/g, ' ').replace(/(\d)(visitors|clicks)/g, '$1 $2')).to.contain(words);
    }
    for (const address of [`/posts/${top.id}`, '/me', '/account/digest', `/unsubscribe/${token}`]) {
      expect(email.text).to.contain(`http://localhost:3000${address}`);
      expect(page(`a[href="http://localhost:3000${address}"]`), address).to.have.length(1);
    }
  });

  it('is stopped by one click of the mail program, and by nothing less', async () => {
    const { user } = await prepare();
    await sendDueDigests(services);
    const url = new URL(header(sink.mails[0]!.email, 'list-unsubscribe')!.slice(1, -1));
    const app = createApp(services);
    expect((await supertest(app).get(url.pathname)).status).to.equal(200);
    services.setNow('2026-12-01T17:00:00Z');
    await sendDueDigests(services);
    expect(sink.mails, 'a mail scanner that opens the link stops nothing').to.have.length(2);

    const clicked = await supertest(app).post(url.pathname).type('form').send('List-Unsubscribe=One-Click');
    expect(clicked.status).to.equal(200);
    expect((await storedSubscription(user.id)).status).to.equal('unsubscribed');
    services.setNow('2026-12-08T17:00:00Z');
    await sendDueDigests(services);
    expect(sink.mails).to.have.length(2);
  });

  it('comes late, once, when the relay was busy', async () => {
    const { user } = await prepare();
    answer = (_address, nth) => (nth === 1 ? 451 : undefined);
    expect(await sendDueDigests(services)).to.equal(0);
    services.setNow('2026-11-24T17:05:00Z');
    expect(await sendDueDigests(services)).to.equal(1);
    expect(sink.tries(user.email)).to.equal(2);
    expect(sink.mails).to.have.length(1);
  });

  it('is not tried again when the relay knows no such person', async () => {
    const { user } = await prepare();
    answer = () => 550;
    await sendDueDigests(services);
    services.setNow('2026-11-25T17:00:00Z');
    await sendDueDigests(services);
    expect(sink.tries(user.email)).to.equal(1);
  });

  it('is not sent a second time when the relay hung up with the mail in hand', async () => {
    await prepare();
    answer = () => 'hang-up';
    await sendDueDigests(services);
    services.setNow('2026-11-25T17:00:00Z');
    await sendDueDigests(services);
    expect(sink.mails).to.have.length(1);
  });

  it('waits in the outbox when no relay is set', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-digest-'));
    await prepare();
    const kept = createTestServices({ envOverrides: { DATA_DIR: folder }, clock: services.clock });
    kept.mailer = createMailer(kept.env, kept.clock);
    expect(await sendDueDigests(kept)).to.equal(1);
    const admin = await signedIn(createApp(kept), { roles: ['admin'] });
    await admin.visit('/outbox');
    await admin.visit(admin.page('main .item a').attr('href')!);
    expect(admin.page('h1').text()).to.equal('Worth sharing this week: Zoë & the <b>swell</b>');
    expect(admin.page('main').text()).to.contain('Ich lerne hier jeden Tag.');
    await rm(folder, { recursive: true });
  });
});
