import { createServer } from 'node:http';
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { mainPages, openPath, signInTo } from '../../scripts/browser/main-pages.js';
import { measurePage, prepareMeasuring } from '../../scripts/browser/measure-page.js';
import { actionsOf, standInForNetworks, walks } from '../../scripts/browser/walks.js';
import { createApp } from '../../src/app.js';
import { loadSampleOrganization } from '../../src/sample-organization/index.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { differences, expectPositions } from './positions.js';

describe('The look of the main pages', function () {
  this.timeout(300_000);
  const web = createServer();
  // The clock stands still, so that dates, ages and weekdays are the same at each run.
  const services = createTestServices();
  let browser: Browser;
  let signIns: Awaited<ReturnType<typeof loadSampleOrganization>>['signIns'];
  const open: Record<string, Page> = {};

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    ({ signIns } = await loadSampleOrganization(services));
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  /** A page of somebody with this role, signed in once; `null`: of a stranger. */
  async function pageOf(role: string | null, options: BrowserContextOptions = {}): Promise<Page> {
    const known = open[role ?? 'nobody'];
    if (known) return known;
    const context = await browser.newContext({ baseURL: services.publicUrl, ...options });
    await standInForNetworks(context, services.publicUrl);
    const page = (open[role ?? 'nobody'] = await context.newPage());
    page.setDefaultTimeout(60_000);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    const person = signIns.find((signIn) => signIn.role === role);
    if (person) await signInTo(page, person);
    return page;
  }

  it('has each part where it was, at three widths', async () => {
    const wrong: string[] = [];
    for (const { name, path, role } of mainPages) {
      const page = await pageOf(role);
      await openPath(page, path);
      await expectPositions(page, name).catch((error: Error) => wrong.push(error.message));
    }
    expect(wrong).to.deep.equal([]);
    const files = readdirSync(new URL('./positions', import.meta.url));
    expect(files).to.have.members(mainPages.map(({ name }) => `${name}.json`));
  });

  it('notices a part that moved by more than four pixels, is gone or is new', () => {
    const before = { 390: { news: [16, 100, 358, 60], old: [0, 0, 10, 10] } };
    const moved = { 390: { news: [16, 104, 358, 60], cards: [0, 0, 10, 10] } };
    expect(differences(before, { 390: { ...before[390], news: [16, 104, 358, 60] } })).to.deep.equal([]);
    expect(differences(before, { 390: { ...before[390], news: [16, 105, 358, 60] } })).to.have.length(1);
    expect(differences(before, moved).map((line) => /px, (\w+)/.exec(line)![1])).to.deep.equal([
      'old',
      'cards',
    ]);
  });

  it('is light, asks no other host, and nothing in it moves by itself', async () => {
    for (const { name, path, role } of mainPages) {
      const page = await pageOf(role);
      await page.setViewportSize({ width: 390, height: 844 });
      await openPath(page, path);
      const devtools = await prepareMeasuring(page);
      const cost = await measurePage(page, devtools, page.url());
      // A font that arrives late moves words, so the second opening, with a full cache, must move nothing.
      await devtools.send('Network.setCacheDisabled', { cacheDisabled: false });
      const { shift } = await measurePage(page, devtools, page.url());
      await devtools.detach();
      expect(cost.document, `${name}: HTML`).to.be.within(1_000, 60 * 1024);
      expect(cost.look, `${name}: style sheet and fonts`).to.be.within(20_000, 120 * 1024);
      expect(cost.document + cost.script, `${name}: without pictures and look`).to.be.below(60 * 1024);
      expect(shift, `${name}: layout shift`).to.equal(0);
      expect(cost.shift, `${name}: layout shift with an empty cache`).to.be.below(0.1);
      expect(cost.foreign, name).to.deep.equal([]);
    }
  });

  it('lets bars that stay in sight take a fifth of a phone at most, whatever size of text somebody has set', async () => {
    const page = await pageOf('editor');
    const devtools = await page.context().newCDPSession(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const staying = `[...document.querySelectorAll('body *')]
      .filter((one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position) && !one.closest('.skip'))
      .map((one) => one.getBoundingClientRect().height)`;
    const heights = async (standard: number) => {
      await devtools.send('Page.setFontSizes', { fontSizes: { standard, fixed: 13 } });
      const found = [];
      for (const path of ['/feed', '/posts/*', '/studio/posts/new']) {
        await openPath(page, path);
        found.push((await page.evaluate<number[]>(staying)).reduce((sum, height) => sum + height, 0));
      }
      return found;
    };
    for (const size of [16, 20, 24, 32])
      for (const height of await heights(size)) expect(height, `text of ${size} px`).to.be.at.most(844 / 5);
    expect(Math.min(...(await heights(16)))).to.be.greaterThan(50);
    await devtools.detach();
  });

  it('leads through each main way in few actions on a phone', async () => {
    for (const { role, ways } of walks) {
      const page = await pageOf(role);
      await page.setViewportSize({ width: 390, height: 844 });
      for (const { what, walk, most } of ways) {
        const actions = await actionsOf(walk, page);
        expect(actions, what).to.have.length.within(1, most);
      }
    }
  });
});
