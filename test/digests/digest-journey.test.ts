import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { load } from 'cheerio';
import type { Email } from 'postal-mime';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { User } from '../../src/people/user.model.js';
import { buildPost } from '../posts/builders.js';
import { buildReader, storedSubscription } from '../notifications/builders.js';
import { buildShare } from '../sharing/builders.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { sendDueDigests } from '../support/send-mails.js';
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
    expect(page('html').attr('dir')).to.equal('ltr');
    expect(page('h1').text()).to.equal('Zoë & the <b>swell</b>');
    expect(page('h3[lang=de]').text()).to.equal('Wir bilden aus');
    expect(page('.button-link').text()).to.equal('Share on LinkedIn');
    expect(page('script, link')).to.have.length(0);
    // The mark and the pictures of the posts, from our own host; they say nothing that the words don't.
    const pictures = page('img').toArray();
    expect(pictures).to.have.length(3);
    for (const { attribs } of pictures) {
      expect(attribs.alt).to.equal('');
      expect(attribs.src).to.match(/^http:\/\/localhost:3000\/(images\/mark|pictures\/artwork\/.+)\.png$/);
    }
    expect(pictures[1]!.attribs.width).to.equal('558');

    const order = [
      'Good morning Ana "Ann" Pérez. One thing this week, in under a minute:',
      'Zoë & the <b>swell</b>',
      'Two lines, “quoted” & true.',
      'Share on LinkedIn',
      'Bluesky',
      'WhatsApp',
      'change the words first',
      'Your links brought 2 people last week',
      'All of them came for “Our open day”.',
      'Nobody came through your links before: these are your first visitors.',
      'See your results',
      'One more for you',
      'Wir bilden aus',
      'in German',
      'It comes each Tuesday at 9:00',
      'Change the day',
      'Pause for a month',
      'No more mails',
      'Sharing is voluntary.',
      'Sent for Acme from groundswell@localhost.',
    ];

    for (const part of [page('body').text(), email.text!]) {
      const said = part.replace(/\s+/g, ' ');
      let place = 0;
      for (const words of order) {
        const found = said.replace(/\u202f/g, ' ').indexOf(words, place);
        expect(found, words).to.be.at.least(place);
        place = found + words.length;
      }
    }
    for (const address of [
      ...['linkedin', 'bluesky', 'whatsapp'].map((name) => `/posts/${top.id}?from=digest&network=${name}`),
      `/posts/${top.id}?from=digest&network=linkedin#caption`,
      '/me',
      '/account/digest',
      `/unsubscribe/${token}`,
      `/unsubscribe/${token}/pause`,
    ]) {
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
    expect(admin.page('main').text()).to.contain('Wir bilden aus');
    await rm(folder, { recursive: true });
  });
});
