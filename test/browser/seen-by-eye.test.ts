import { createServer } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createApp } from '../../src/app.js';
import { buildPost } from '../content/builders.js';
import { buildUser, password } from '../support/builders.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { buildShare } from '../sharing/builders.js';

describe('What a page shows', () => {
  const web = createServer();
  const services = createTestServices();
  let browser: Browser;
  let person: { id: string; email: string };

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    person = await buildUser({ roles: ['advocate', 'admin'] });
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  async function openSignedIn(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: services.publicUrl, ...options });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.fill('#email', person.email);
    await page.fill('#password', password);
    await page.locator('main button').first().click();
    await page.waitForURL('**/feed');
    return page;
  }

  it('has no button that does nothing where there is no script', async () => {
    const post = await buildPost({ services });
    const share = await buildShare({ services, postId: post.id, advocateId: person.id });
    for (const javaScriptEnabled of [false, true]) {
      const page = await openSignedIn({ javaScriptEnabled });
      for (const path of [`/shares/${share.id}`, '/admin/conversions/settings']) {
        await page.goto(path);
        const buttons = page.locator('[data-copy]');
        expect(await buttons.count(), path).to.be.above(0);
        if (javaScriptEnabled) await buttons.first().waitFor({ state: 'visible' });
        for (const button of await buttons.all())
          expect(await button.isVisible(), `${path} with scripts: ${javaScriptEnabled}`).to.equal(
            javaScriptEnabled,
          );
      }
      await page.goto(`/posts/${post.id}`);
      for (const hidden of await page.locator('[hidden]').all())
        expect(await hidden.isVisible()).to.equal(false);
      await page.context().close();
    }
  });

  it('closes the account menu by Escape, with the focus back on its button, and by a click beside it', async () => {
    const page = await openSignedIn();
    const menu = page.locator('details.account');
    const panel = page.locator('.account-panel');
    await menu.locator('summary').click();
    await panel.waitFor({ state: 'visible' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    expect(await panel.isVisible()).to.equal(false);
    expect(await page.locator('details.account summary:focus').count()).to.equal(1);
    await menu.locator('summary').click();
    await panel.waitFor({ state: 'visible' });
    await page.locator('h1').click();
    expect(await panel.isVisible()).to.equal(false);
    await page.context().close();
  });
});
