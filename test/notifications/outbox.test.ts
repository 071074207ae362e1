import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { createApp } from '../../src/app.js';
import { readOutboxMail, listOutbox } from '../../src/notifications/outbox-mail.js';
import { parseMail } from '../../src/notifications/parse-mail.js';
import { createMailer, outboxFolder, type Mail } from '../../src/platform/net/mailer.js';
import { newToken } from '../../src/platform/http/tokens.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const mail = (overrides: Partial<Mail> = {}): Mail => ({
  to: { name: 'Ana Pérez', address: 'ana@example.com' },
  subject: 'Worth sharing',
  html: '<p>Hello</p>',
  text: 'Hello Ana,\nthis is for you.\n\nBye',
  ...overrides,
});

describe('The outbox', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-outbox-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const prepare = (env: { SMTP_URL?: string } = {}) => {
    const services = createTestServices({ envOverrides: { DATA_DIR: folder, ...env } });
    const mailer = createMailer({ ...services.env, SMTP_URL: undefined }, services.clock);
    return { services, mailer, app: createApp(services) };
  };

  it('lists the mail kept for want of a relay, newest first', async () => {
    const { services, mailer, app } = prepare();
    await mailer.send(mail({ subject: 'The first' }));
    services.setNow('2026-11-19T09:00:00Z');
    await mailer.send(mail({ subject: 'The second' }));
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit('/outbox');
    const rows = admin
      .page('main .item')
      .toArray()
      .map((row) => admin.page(row).text());
    expect(rows[0]).to.contain('The second').and.contain('Ana Pérez').and.contain('19.11.2026');
    expect(rows[1]).to.contain('The first');
  });

  it('shows what a mail says, and gives it as a file', async () => {
    const { mailer, app } = prepare();
    await mailer.send(mail({ text: 'Grüße <b>aus</b> Köln\n\nBye' }));
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit('/outbox');
    await admin.visit(admin.page('main .item a').attr('href')!);
    expect(admin.page('h1').text()).to.equal('Worth sharing');
    expect(admin.page('main').text()).to.contain('Grüße <b>aus</b> Köln');
    const file = await admin.http
      .get(admin.page('.actions a').attr('href')!)
      .buffer(true)
      .parse((res, done) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect(file.headers['content-disposition']).to.match(/^attachment; filename="?[^"]+\.eml"?$/);
    expect((await PostalMime.parse(file.body as Buffer)).subject).to.equal('Worth sharing');
  });

  it('shows a mail as mail, in a frame of the width that is asked for, next to its text', async () => {
    const { mailer, app } = prepare();
    const html = '<p style="color: red">Grüße</p><a href="https://share.example.com/me">See</a>';
    const sent = (await mailer.send(mail({ html }))) as { outboxFile: string };
    const admin = await signedIn(app, { roles: ['admin'] });
    const page = `/outbox/${sent.outboxFile}`;
    for (const [query, width] of [
      ['', 'desktop'],
      ['?width=phone', 'phone'],
      ['?width=watch', 'desktop'],
    ] as const) {
      await admin.visit(`${page}${query}`);
      const frame = admin.page('iframe');
      expect(frame.attr()).to.include({ src: `${page}/html`, sandbox: '' });
      expect(frame.hasClass(`mail-frame-${width}`), query).to.equal(true);
      expect(admin.page('.chip[aria-current]').attr('href')).to.equal(`${page}?width=${width}`);
      expect(admin.page('main .prose').text()).to.contain('this is for you');
    }
    const shown = await admin.http.get(`${page}/html`);
    expect(shown.text).to.equal('<p style="color: red">Grüße</p><a>See</a>');
    expect(shown.headers['content-security-policy']).to.equal(
      "sandbox; default-src 'none'; img-src http://localhost:3000; style-src 'unsafe-inline'; form-action 'none'; " +
        "base-uri 'none'; frame-ancestors 'self'",
    );
    expect(shown.headers['x-frame-options']).to.equal('SAMEORIGIN');
  });

  it('shows a mail without HTML as text alone', async () => {
    const { mailer, app } = prepare();
    const sent = (await mailer.send(mail({ html: '' }))) as { outboxFile: string };
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit(`/outbox/${sent.outboxFile}`);
    expect(admin.page('iframe')).to.have.length(0);
    expect(admin.page('main .prose').text()).to.contain('this is for you');
    expect((await admin.http.get(`/outbox/${sent.outboxFile}/html`)).status).to.equal(404);
  });

  it('hides a link that opens an account, and shows that of an invitation', async () => {
    const { mailer, app } = prepare();
    const link = (path: string) => `https://share.example.com/${path}/${newToken()}`;
    const [reset, setUp, invitation] = ['reset-password', 'SET-UP', 'invitation'].map(link) as [
      string,
      string,
      string,
    ];
    const admin = await signedIn(app, { roles: ['admin'] });
    for (const url of [reset, setUp]) {
      const sent = await mailer.send(
        mail({ text: `Choose it here:\n${url}\n\nBye`, html: `<a href="${url}">x</a><p>${url}</p>` }),
      );
      const page = `/outbox/${(sent as { outboxFile: string }).outboxFile}`;
      expect((await admin.visit(page)).text)
        .to.contain('[link hidden]')
        .and.not.contain(url.split('/').pop());
      expect(admin.page('main').text()).to.contain('Bye');
      expect((await admin.visit('/outbox')).text).not.to.contain(url.split('/').pop());
      const download = await admin.http.get(`${page}/download`);
      expect(download.status).to.equal(403);
      const preview = await admin.http.get(`${page}/html`);
      expect(preview.text).to.contain('[link hidden]').and.not.contain(url.split('/').pop());
    }
    const sent = await mailer.send(mail({ text: `Begin here:\n${invitation}` }));
    const page = `/outbox/${(sent as { outboxFile: string }).outboxFile}`;
    expect((await admin.visit(page)).text).to.contain(invitation);
    expect((await admin.http.get(`${page}/download`)).status).to.equal(200);
  });

  it('is announced on every page of an admin while no relay is set', async () => {
    const { app } = prepare();
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit('/feed');
    expect(admin.page('.mail-bar').text()).to.contain('This server sends no mail');
    const advocate = await signedIn(app);
    await advocate.visit('/feed');
    expect(advocate.page('.mail-bar')).to.have.length(0);
    await advocate.visit('/account/digest');
    expect(advocate.page('main').text()).to.contain('This server sends no mail');
    const relayed = prepare({ SMTP_URL: 'smtp://127.0.0.1:1' });
    const other = await signedIn(relayed.app, { roles: ['admin'] });
    for (const page of ['/feed', '/account/digest', '/admin/people/invite'])
      expect((await other.visit(page)).text).not.to.contain('sends no mail');
  });

  it('shows twenty-five at a time', async () => {
    const { services, mailer, app } = prepare();
    for (let n = 1; n <= 26; n += 1) await mailer.send(mail({ subject: `Number ${n}` }));
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit('/outbox');
    expect(admin.page('main .item')).to.have.length(25);
    await admin.visit(admin.page('.pagination a').attr('href')!);
    expect(admin.page('main').text()).to.contain('Number 1');
    expect((await listOutbox(services, { actor: acting('admin'), page: 99 })).page).to.equal(2);
  });

  it('says what to expect while it is empty', async () => {
    const admin = await signedIn(prepare().app, { roles: ['admin'] });
    await admin.visit('/outbox');
    expect(admin.page('main').text()).to.contain('No mail yet');
  });

  it('says that mail goes out when a relay is set', async () => {
    const admin = await signedIn(prepare({ SMTP_URL: 'smtp://127.0.0.1:1' }).app, { roles: ['admin'] });
    await admin.visit('/outbox');
    expect(admin.page('main').text()).to.contain('Mail goes out');
  });

  it('is for admins', async () => {
    const { http } = await signedIn(prepare().app, { roles: ['editor', 'approver', 'sponsor'] });
    for (const address of ['/outbox', '/outbox/a.eml', '/outbox/a.eml/html', '/outbox/a.eml/download'])
      expect((await http.get(address)).status, address).to.equal(403);
  });

  it('leads to no file but its own mails', async () => {
    const { services, app } = prepare();
    await writeFile(path.join(folder, 'secret.eml'), 'Subject: secret\n\nsecret');
    const admin = await signedIn(app, { roles: ['admin'] });
    for (const name of [
      '..%2Fsecret.eml',
      '..%5Csecret.eml',
      '%2e%2e%2fsecret.eml',
      'x.eml',
      'secret.eml%00',
      'session-secret',
      `${'x'.repeat(300)}.eml`,
    ])
      for (const end of ['', '/html', '/download'])
        expect((await admin.visit(`/outbox/${name}${end}`)).status, name).to.equal(404);
    for (const name of ['../secret.eml', path.join(folder, 'secret.eml'), '.eml', ''])
      expect(
        await readOutboxMail(services, { actor: acting('admin'), name }).catch((error: Error) => error.name),
        name,
      ).to.equal('NotFound');
  });

  it('does not list what is no mail', async () => {
    const { services, mailer } = prepare();
    await mailer.send(mail());
    await writeFile(path.join(outboxFolder(services.env), 'half.eml.part'), '');
    expect((await listOutbox(services, { actor: acting('admin'), page: 1 })).total).to.equal(1);
  });

  it('reads of any mail what a mail program reads of it', async () => {
    const { services, mailer } = prepare();
    const anyText = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
      .filter((text) => /\S/.test(text));
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (name, subject, text) => {
        await mailer.send(
          mail({ to: { name, address: 'ana@example.com' }, subject, text, html: `<p>${text}</p>` }),
        );
        const { mails } = await listOutbox(services, { actor: acting('admin'), page: 1 });
        const { source } = await readOutboxMail(services, { actor: acting('admin'), name: mails[0]!.name });
        const read = await PostalMime.parse(source);
        const ours = parseMail(source);
        expect(ours.subject).to.equal(read.subject);
        expect(ours.to).to.contain('<ana@example.com>');
        expect(ours.text.trim()).to.equal(read.text?.replace(/\r\n/g, '\n').trim());
        expect(ours.html.trim()).to.equal(read.html?.replace(/\r\n/g, '\n').trim());
        expect(ours.date?.toISOString()).to.equal(read.date);
      }),
      { numRuns: 60 },
    );
  });
});
