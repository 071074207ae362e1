import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { reactions } from '../../jobs/reactions.js';
import { createApp } from '../../src/app.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { getOrganization, updateOrganization } from '../../src/organization/index.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { User } from '../../src/people/user.model.js';
import { pseudoLanguage } from '../../src/platform/text/pseudo-language.js';
import { offerPseudoLanguage } from '../../src/platform/text/words.js';
import { Post } from '../../src/posts/post.model.js';
import type { loadSampleOrganization } from '../../src/sample-organization/index.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { launchChromium } from '../support/chromium.js';
import { useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { useSample } from '../support/sample.js';
import { createTestServices } from '../support/services.js';
import { samples } from '../support/samples.js';
import { expectAccessible } from './accessibility.js';
import { strayTexts, textsOfData, tooWide } from './pseudo-words.js';

/** Pages that need no sign-in, and pages by the role that works with them. An ending `*` stands for the first link below it. */
const pages = {
  nobody: ['/styleguide', '/sign-in', '/forgotten-password', '/no-such-page', '/l/23456789a'],
  advocate: [
    '/feed',
    '/posts/*',
    '/me',
    '/me/topics',
    '/me/thanks',
    '/me/thanks/given',
    '/thanks',
    '/board',
    '/board/mine',
    '/thanks/new',
    '/guidelines',
    '/account',
    '/account/digest',
    '/account/notices',
    '/account/data',
    '/notices',
  ].concat(['/strategy', '/strategy/goals', '/strategy/insights', '/strategy/messages', '/strategy/map']),
  editor: [
    '/studio',
    '/studio/posts',
    '/studio/posts/new',
    '/studio/posts/*',
    '/studio/inbox',
    '/studio/feeds',
    '/studio/feeds/*',
  ].concat([
    '/studio/topics',
    '/studio/topics/*',
    '/studio/guidelines',
    '/studio/guidelines/edit',
    '/studio/guidelines/compare',
    '/studio/guidelines/1',
    '/studio/guidelines/2',
    '/studio/untraced',
  ]),
  approver: ['/studio'],
  sponsor: [
    '/reports',
    '/reports/results?by=topic',
    '/reports/results?by=team',
    '/reports/results?by=week',
  ].concat([
    '/reports/results?period=never',
    '/reports/results',
    '/reports/print',
    '/reports/rules',
    '/reports/how-we-count',
    '/reports/baseline',
  ]),
  admin: [
    '/admin',
    '/strategy?line=all',
    '/strategy/goals/*',
    '/strategy/insights/*',
    '/strategy/mission/edit',
    '/strategy/goals/new',
    '/strategy/tactics/new',
    '/admin/people',
    '/admin/people/*',
    '/admin/teams',
    '/admin/locations',
    '/admin/organization',
    '/admin/organization/pause',
    '/admin/organization/utm',
    '/admin/deliveries',
    '/outbox',
  ].concat(['/admin/conversions', '/admin/conversions?show=unattributed', '/admin/conversions/settings']),
};

describe('Every page of the sample organization, at phone and desktop width, light and dark', function () {
  this.timeout(600_000);
  const web = createServer();
  const services = createTestServices({ envOverrides: { LINK_URL: 'http://localhost' } });
  const complaints: string[] = [];
  /** Requests of our pages to any other origin. */
  const elsewhere: string[] = [];
  let browser: Browser;
  let signIns: Awaited<ReturnType<typeof loadSampleOrganization>>['signIns'];

  before(async () => {
    await useDatabase();
    ({ signIns } = await useSample(services));
    // What the worker makes of it: the facts of taking part, and the weeks that are closed.
    await eventsPublished();
    await react(services, reactions);
    await closeWeeks(services);
    // A remote picture wherever a post or an item of a feed can have one.
    const imageUrl = 'https://pictures.example/crane.jpg';
    await Post.updateMany({}, { imageUrl });
    await InboxItem.updateMany({}, { imageUrl });
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  async function openAs(role: string): Promise<Page> {
    const context = await browser.newContext({ baseURL: services.publicUrl });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      // A page that is an error answers with its status, which Chromium mentions.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (origin !== services.publicUrl) elsewhere.push(`${page.url()}: ${request.url()}`);
    });
    const person = signIns.find((signIn) => signIn.role === role);
    if (person) {
      await page.goto('/sign-in');
      await page.fill('#email', person.email);
      await page.fill('#password', person.password);
      await page.locator('main button').first().click();
      await page.waitForURL('**/feed');
    }
    return page;
  }

  /** Opens a path; an ending `*` stands for the first link below it. */
  async function goTo(page: Page, path: string): Promise<void> {
    if (!path.endsWith('*')) return void (await page.goto(path));
    const folder = path.slice(0, -1);
    await page.goto(folder === '/posts/' ? '/feed' : folder.slice(0, -1));
    const link = page.locator(`main a[href^="${folder}"]:not([href$="/new"])`).first();
    await page.goto((await link.getAttribute('href'))!);
  }

  for (const [role, paths] of Object.entries(pages))
    it(`can be used by everybody: ${role}`, async () => {
      const page = await openAs(role);
      for (const path of paths) {
        await goTo(page, path);
        expect(await page.locator('h1').count(), `${path} has one first heading`).to.equal(1);
        await expectAccessible(page);
      }
      await page.context().close();
      expect(complaints).to.deep.equal([]);
      expect(elsewhere, 'requests to another origin').to.deep.equal([]);
    });

  it('have words from the catalogue alone, and room for longer ones written from right to left', async () => {
    offerPseudoLanguage(services.env);
    const { language } = (await getOrganization())!;
    await updateOrganization(services, { actor: 'operator', language: pseudoLanguage });
    await User.updateMany({}, { language: pseudoLanguage });
    const data = await textsOfData();
    const found: string[] = [];
    for (const [role, paths] of Object.entries(pages)) {
      const page = await openAs(role);
      // The page of the parts of the look has filler text, and is no page of the product.
      for (const path of paths.filter((one) => one !== '/styleguide').slice(0, samples(4))) {
        await goTo(page, path);
        expect(await page.locator('html').getAttribute('dir'), path).to.equal('rtl');
        for (const text of await strayTexts(page, data)) found.push(`${path}: ${text.trim()}`);
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          for (const [dir, pixels] of Object.entries(await tooWide(page)))
            found.push(`${path}: ${pixels} px too wide at ${width}, ${dir}`);
        }
      }
      await page.context().close();
    }
    await User.updateMany({}, { language });
    await updateOrganization(services, { actor: 'operator', language });
    expect([...new Set(found)]).to.deep.equal([]);
  });

  it('can be used by everybody: where links lead nowhere, and the root of their own host', async () => {
    const { name } = (await getOrganization())!;
    const longName =
      'Vereinigte Schifffahrts- und Hafendienstleistungsgesellschaft der nördlichen Inseln mbH & Co. KG';
    await updateOrganization(services, { actor: 'operator', name: longName });
    const [withdrawn, expired] = await TrackedLink.find().sort({ createdAt: -1 }).limit(2).lean();
    for (const [link, switchedOff] of [
      [withdrawn!, 'withdrawn'],
      [expired!, 'expired'],
    ] as const)
      await TrackedLink.updateOne(
        { slug: link.slug },
        { $set: { switchedOff }, $currentDate: { changedAt: true } },
      );
    // What was changed is known within this time.
    await wait(700);
    const page = await openAs('nobody');
    const root = services.publicUrl.replace('127.0.0.1', 'localhost');
    for (const address of ['23456789a', withdrawn!.slug, expired!.slug].map((slug) => `${root}/l/${slug}`)) {
      // A busy machine may not look a link up in time, and then asks to try again.
      for (let tries = 0; (await page.goto(address))!.status() === 503 && tries < 20; tries += 1)
        await wait(500);
      expect(await page.locator('h1').innerText(), address).to.match(/nowhere|withdrawn|past its date/i);
      expect(await page.locator('.masthead').innerText()).to.contain(longName);
      await expectAccessible(page);
    }
    for (const address of [`${root}/`, `${root}/sign-in`]) {
      await page.goto(address);
      await expectAccessible(page);
    }
    await page.context().close();
    await updateOrganization(services, { actor: 'operator', name });
    expect(complaints).to.deep.equal([]);
  });
});
