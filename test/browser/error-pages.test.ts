import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { mongo } from 'mongoose';
import type { Browser, Page } from 'playwright-core';
import sinon from 'sinon';
import { createApp, type App } from '../../src/app.js';
import { recallPost } from '../../src/posts/index.js';
import { Busy } from '../../src/platform/errors.js';
import { User } from '../../src/people/user.model.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { buildTeam, buildUser, password } from '../support/builders.js';
import { launchChromium, signedInContext } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { expectAccessible } from './accessibility.js';

describe('A page that says what went wrong', function () {
  this.timeout(300_000);
  const [web, behindProxy] = [createServer(), createServer()];
  const services = createTestServices();
  let app: App;
  let browser: Browser;
  let [root, proxied] = ['', ''];

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    root = services.publicUrl = await listen(web);
    app = createApp(services);
    web.on('request', app);
    proxied = await listen(behindProxy);
    const https = { PUBLIC_URL: 'https://share.example.com' };
    behindProxy.on('request', createApp(createTestServices({ envOverrides: https })));
    browser = await launchChromium();
  });
  afterEach(() => sinon.restore());
  after(async () => {
    await browser?.close();
    const stop = (server: Server) => [server.closeAllConnections(), server.close()];
    [web, behindProxy].forEach(stop);
  });

  async function open(roles?: ('advocate' | 'editor' | 'admin')[]): Promise<Page> {
    if (!roles) return (await browser.newContext({ baseURL: root })).newPage();
    const { id } = await buildUser({ name: 'Ines Admin', roles });
    return (await signedInContext(browser, app, id, { baseURL: root })).newPage();
  }

  /** It names what happened, says why in a few words, and offers one way on. */
  async function expectPlain(page: Page, heading: RegExp, way: string): Promise<void> {
    expect(await page.locator('h1').allInnerTexts()).to.have.length(1);
    expect(await page.locator('h1').innerText()).to.match(heading);
    expect((await page.locator('main .lead').first().innerText()).length).to.be.within(20, 260);
    const main = page.locator('main a.button');
    expect(await main.count()).to.equal(1);
    expect(await main.getAttribute('href')).to.equal(way);
    await expectAccessible(page);
  }

  it('there is no such page, for whoever is signed in and for a stranger', async () => {
    for (const page of [await open(), await open(['advocate'])]) {
      await page.goto('/no-such-page');
      await expectPlain(page, /no such page/, '/');
    }
  });

  it('it is not for this role', async () => {
    const page = await open(['advocate']);
    await page.goto('/admin/people');
    await expectPlain(page, /don't have access/, '/');
  });

  it('the form is not of this browser, before signing in too', async () => {
    const page = await open();
    await page.goto('/sign-in');
    await page.evaluate(`document.querySelector('[name=_csrf]').value = 'old'`);
    await page.fill('#email', 'ana@example.com');
    await page.fill('#password', password);
    await page.locator('main button').first().click();
    await page.waitForLoadState();
    await expectPlain(page, /form can't be sent/, '/sign-in');
  });

  it('it is not possible now', async () => {
    const page = await open(['editor']);
    const post = await buildPost({ services });
    const { id: personId } = await buildUser({ roles: ['editor'] });
    await recallPost(services, { postId: post.id, actor: acting('editor', personId), note: 'Wrong' });
    await page.goto(`/studio/posts/${post.id}/recall`);
    await expectPlain(page, /can.t be done right now/, '/');
  });

  it('a post that a mail led to is over, a link for a password is used up', async () => {
    const page = await open(['advocate']);
    const post = await buildPost({ services });
    const { id: personId } = await buildUser({ roles: ['editor'] });
    await recallPost(services, { postId: post.id, actor: acting('editor', personId), note: 'Wrong' });
    await page.goto(`/posts/${post.id}`);
    await expectPlain(page, /no longer offered/, '/feed');
    const stranger = await open();
    await stranger.goto('/reset-password/used-up');
    await expectPlain(stranger, /no longer works/, '/forgotten-password');
    await stranger.goto('/invitation/used-up');
    await expectPlain(stranger, /no longer works/, '/sign-in');
  });

  it('it is too large', async () => {
    const page = await open(['admin']);
    await page.goto('/admin/organization');
    await page.evaluate(`document.querySelector('#targetHosts').value = 'x'.repeat(600_000)`);
    await page.locator('main form button').last().click();
    await page.waitForLoadState();
    await expectPlain(page, /too large/, '/');
    expect(await page.locator('nav').first().isVisible()).to.equal(true);
  });

  for (const [what, error, heading] of [
    ['it went wrong on our side', new Error('secret'), /our side/],
    ['too much is under way', new Busy(), /Too many people/],
    ['the database is away', new mongo.MongoNetworkError('secret'), /not available right now/],
  ] as const)
    it(what, async () => {
      const page = await open(['admin']);
      await buildTeam();
      sinon.stub(User, 'countDocuments').throws(error);
      await page.goto('/admin/teams');
      await expectPlain(page, heading, '/admin/teams');
    });

  it('it needs https', async () => {
    const page = await (await browser.newContext({ baseURL: proxied })).newPage();
    await page.goto('/sign-in');
    await expectPlain(page, /needs https/, 'https://share.example.com');
  });
});
