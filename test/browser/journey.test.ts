import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { createApp, type App } from '../../src/app.js';
import { ensureSubscriptions } from '../../src/notifications/index.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { Organization } from '../../src/organization/organization.model.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { buildGuideline } from '../guidelines/builders.js';
import { buildUser, password } from '../support/builders.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { sendDueDigests } from '../support/send-mails.js';
import { createTestServices } from '../support/services.js';
import { expectAccessible } from './accessibility.js';

const person =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** The site of a publisher: a feed with one article. */
function publisher(): Server {
  return createServer((req, res) => {
    const home = `http://${req.headers.host}`;
    if (req.url === '/feed.xml') {
      res.setHeader('content-type', 'application/rss+xml').end(
        `<?xml version="1.0"?><rss version="2.0"><channel><title>Newsroom</title><link>${home}/</link><language>en</language>
         <item><title>Our ferries run on wind</title><link>${home}/wind?from=feed</link><guid>wind</guid>
         <description>Two masts, a third less fuel.</description></item></channel></rss>`,
      );
    } else
      res.setHeader('content-type', 'text/html').end('<!doctype html><title>Our ferries run on wind</title>');
  });
}

describe('From a feed to a colleague’s contact, a number in a report and a digest in a mailbox', function () {
  this.timeout(600_000);

  const mails: Email[] = [];
  const sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        mails.push(await PostalMime.parse(Buffer.concat(chunks)));
        done();
      })();
    },
  });
  const web = createServer();
  const news = publisher();
  const services = createTestServices();
  const complaints: string[] = [];
  let app: App;
  let newsUrl: string;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  /** Someone at a browser of their own. What the browser complains about (CSP, scripts) is kept. */
  async function openBrowser(): Promise<Page> {
    const context = await browser.newContext({ userAgent: person, baseURL: services.publicUrl });
    contexts.push(context);
    // The composer of a network, which no test asks.
    await context.route('https://bsky.app/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Compose</title>' }),
    );
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on(
      'console',
      (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`),
    );
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    return page;
  }

  async function signIn(email: string): Promise<Page> {
    const page = await openBrowser();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/feed');
    return page;
  }

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    newsUrl = await listen(news);
    services.publicUrl = await listen(web);
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const { port } = sink.server.address() as AddressInfo;
    services.mailer = createMailer({ ...services.env, SMTP_URL: `smtp://127.0.0.1:${port}` }, services.clock);
    app = createApp(services);
    web.on('request', app);
    browser = await launchChromium();
  });

  after(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await browser?.close();
    services.mailer.close();
    for (const server of [web, news]) {
      server.closeAllConnections();
      server.close();
    }
    await new Promise<void>((resolve) => sink.close(resolve));
  });

  it('goes all the way', async () => {
    await buildGuideline(services);
    const editor = await buildUser({ name: 'Edda Lund', roles: ['advocate', 'editor'] });
    const approver = await buildUser({ name: 'Abel Roth', roles: ['advocate', 'approver', 'sponsor'] });
    const advocate = await buildUser({ name: 'Ada Okafor' });

    // The editor adds a feed, makes a draft of its item and sends it to review.
    let page = await signIn(editor.email);
    await page.goto('/studio/feeds');
    await page.getByLabel('Address of a feed').fill(`${newsUrl}/feed.xml`);
    await page.getByRole('button', { name: 'Add feed' }).click();
    await page.getByText('Newsroom was added. One new item is in the inbox.').waitFor();
    await expectAccessible(page);
    await page.goto('/studio/inbox');
    await page.getByRole('button', { name: 'Make a draft of Our ferries run on wind' }).click();
    await page.getByRole('heading', { level: 1, name: 'Edit the post' }).waitFor();
    await expectAccessible(page);
    await page.locator('[name=suggestedCopy]').first().fill('I work at Acme. We sail again!');
    await page.getByLabel('Corporate').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Send to review' }).click();
    await page.getByText('In review').first().waitFor();
    await expectAccessible(page);
    const studioPost = page.url();

    // Somebody else approves; it is published at once.
    page = await signIn(approver.email);
    await page.goto('/studio');
    await page.getByRole('link', { name: 'Our ferries run on wind' }).first().click();
    expect(page.url()).to.equal(studioPost);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Published').first().waitFor();

    // The advocate acknowledges the guidelines and shares in their own words.
    page = await signIn(advocate.email);
    await page.getByRole('link', { name: 'Our ferries run on wind', exact: true }).first().click();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Read the guidelines' }).click();
    await expectAccessible(page);
    await page.getByLabel('I have read version').check();
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByLabel('Your words').waitFor();
    await expectAccessible(page);
    await page.getByText(/^[0-9]+ more$/).click();
    await page.getByText('Bluesky', { exact: true }).first().click();
    await page.getByLabel('Your words').fill('Ferries with sails – & why not?');
    await page.getByRole('button', { name: 'Continue to Bluesky' }).click();
    await page.waitForURL('https://bsky.app/**');
    const composer = new URL(page.url());
    expect(composer.origin + composer.pathname).to.equal('https://bsky.app/intent/compose');
    const [words, tracked] = composer.searchParams.get('text')!.split('\n\n') as [string, string];
    expect(words).to.equal('I work at Acme. Ferries with sails – & why not?');
    // Back on any page, one question waits.
    await page.goto('/guidelines');
    await page.getByText('Did you post it on Bluesky?').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Yes, I posted it' }).click();
    await page.getByText('Thank you for sharing').waitFor();

    // A contact opens the link in a browser of their own.
    const contact = await openBrowser();
    await contact.goto(tracked);
    const landed = new URL(contact.url());
    expect(landed.origin).to.equal(newsUrl);
    expect(Object.fromEntries(landed.searchParams)).to.include({
      from: 'feed',
      utm_source: 'bluesky',
      utm_medium: 'social',
      utm_content: tracked.split('/').at(-1),
    });
    expect(await contact.context().cookies(services.publicUrl)).to.deep.equal([]);
    // The advocate's own look is kept, and not counted.
    await page.goto(tracked);
    await app.redirect.drain();
    await updateDailyStatistics(services);

    // The report shows it, and so do the advocate's own results.
    const sponsor = await signIn(approver.email);
    const sponsorsRow = () =>
      sponsor
        .getByRole('row', { name: /Our ferries run on wind/ })
        .getByRole('cell')
        .allInnerTexts();
    await sponsor.goto('/reports/results');
    // Of a running week and of one person alone nothing is shown, unless the organization says otherwise.
    await sponsor.getByText('No results are published yet').waitFor();
    await Organization.updateOne({}, { visibility: 'individual' });
    await sponsor.goto('/reports/results');
    // posted, prepared, advocates, clicks, visitors, conversions, not counted
    expect(await sponsorsRow()).to.deep.equal(['1', '1', '1', '1', '1', '0', '1']);
    await expectAccessible(sponsor);
    await page.goto('/me');
    await page.getByText('Our ferries run on wind').first().waitFor();

    // A week later the digest tells the advocate what came of it.
    await ensureSubscriptions(services);
    services.setNow('2026-11-25T12:00:00Z');
    await sendDueDigests(services);
    const digest = mails.find(({ to }) => to?.[0]?.address === advocate.email)!;
    expect(digest.text).to.contain('Our ferries run on wind');
    const mail = await openBrowser();
    await mail.setContent(digest.html!);
    await expectAccessible(mail);

    // Its one-click unsubscribe works without a session; opening it changes nothing.
    const header = digest.headers.find(({ key }) => key === 'list-unsubscribe')!.value;
    const unsubscribe = /<(https?:[^>]+)>/.exec(header)![1]!;
    const stranger = await openBrowser();
    await stranger.goto(unsubscribe);
    await expectAccessible(stranger);
    const oneClick = await fetch(unsubscribe, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      redirect: 'error',
    });
    expect([oneClick.status, oneClick.headers.get('set-cookie')]).to.deep.equal([200, null]);
    mails.length = 0;
    services.setNow('2026-12-02T12:00:00Z');
    await sendDueDigests(services);
    expect(mails.map(({ to }) => to?.[0]?.address)).to.not.include(advocate.email);

    expect(complaints).to.deep.equal([]);
  });
});
