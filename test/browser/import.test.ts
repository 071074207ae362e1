import { createServer } from 'node:http';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { createApp } from '../../src/app.js';
import { buildUser, password } from '../support/builders.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from '../clicks/builders.js';
import { expectAccessible } from './accessibility.js';

describe('Importing a file in a browser', () => {
  const web = createServer();
  const services = createTestServices();
  let browser: Browser;

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  it('is possible without JavaScript, and each page of it can be used by everybody', async () => {
    services.setNow('2026-11-18T12:00:00Z');
    const { email } = await buildUser({ roles: ['admin'] });
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at: '2026-11-17T09:00:00Z' });
    const rows = ['A-1;2026-11-17 14:30;1.249,90', 'A-2;2026-11-31;5,00', 'A-1;2026-11-17 15:00;2,00'];
    const file = `Order ID;Date;Amount;utm_content\n${rows.map((row) => `${row};${slug}\n`).join('')}A-3;"lost\n`;

    const typist = await (
      await browser.newContext({ baseURL: services.publicUrl, javaScriptEnabled: false })
    ).newPage();
    const looker = await (await browser.newContext({ baseURL: services.publicUrl })).newPage();
    for (const page of [typist, looker]) {
      page.setDefaultTimeout(60_000);
      await page.goto('/sign-in');
      await page.fill('#email', email);
      await page.fill('#password', password);
      await page.locator('main button').first().click();
      await page.waitForURL('**/feed');
    }
    const look = async () => {
      await looker.goto(typist.url());
      await expectAccessible(looker);
    };

    await typist.goto('/admin/conversions');
    await typist.locator('a[href="/admin/conversions/import"]').click();
    await look();
    await typist.setInputFiles('#file', {
      name: 'orders.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(file),
    });
    await typist.locator('form[enctype] button').click();
    await typist.waitForURL('**/columns');
    await look();
    await typist.selectOption('#kind', 'sale');
    await typist.locator('form[action$="/columns"][method=post] .button').click();
    await typist.waitForURL((url) => !url.pathname.endsWith('/columns'));
    expect(await typist.locator('h1').textContent()).to.equal('Result of the trial');
    await look();
    await typist.locator('form[action$="/keep"] button').click();
    await typist.locator('.notice-success').waitFor();
    await look();
  });
});
