import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createApp } from '../../src/app.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { browser as person, buildTrackedLink, handedOut } from '../clicks/builders.js';

interface ReportOutcome {
  kind: string;
  id: string;
  value?: number;
  currency?: string;
}

describe('The script on a page of another origin', () => {
  const portal = createServer();
  const site = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html');
    res.end(`<!doctype html><title>Acme</title><script src="${portalUrl}/t.js" async></script>`);
  });
  const services = createTestServices();
  let portalUrl: string;
  let siteUrl: string;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let sent: string[];

  const portOf = (server: typeof portal) =>
    new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
  before(async () => {
    await useDatabase();
    portalUrl = `http://127.0.0.1:${await portOf(portal)}`;
    siteUrl = `http://localhost:${await portOf(site)}`;
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    for (const server of [portal, site]) {
      server.closeAllConnections();
      server.close();
    }
  });
  beforeEach(async () => {
    await emptyDatabase();
    await updateConversionSettings(services, { actor: 'operator', sites: [siteUrl] });
    const app = createApp(services);
    portal.removeAllListeners('request').on('request', app);
    const context = await browser.newContext({ userAgent: person });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    [complaints, sent] = [[], []];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => request.url() === `${portalUrl}/t` && sent.push(request.method()));
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).to.deep.equal([]);
  });

  const open = async (query = '') => {
    await page.goto(`${siteUrl}/${query}`);
    await page.waitForFunction('window.groundswell');
  };
  /** The ids of clicks of today, as sites are given them. */
  const ids = (...digits: string[]) => {
    const today = Math.floor(services.clock.now().getTime() / 1000).toString(16);
    return Promise.all(digits.map((digit) => handedOut(today + digit.repeat(16))));
  };
  const consent = (yes: boolean) => page.evaluate(`groundswell.consent(${yes})`);
  const convert = (told: ReportOutcome) => page.evaluate(`groundswell.convert(${JSON.stringify(told)})`);
  const stored = () => page.evaluate<string | null>("localStorage.getItem('groundswell')");
  const keptIds = async () =>
    ((JSON.parse((await stored()) ?? '[]') as [string, number][]) ?? []).map(([id]) => id);
  /** The conversion with this id, once it has arrived. */
  const arrived = async (externalId: string) => {
    for (;;) {
      const found = await Conversion.findOne({ externalId }).lean();
      if (found) return found;
      await wait(20);
    }
  };

  it('stores and sends nothing before the visitor agrees, and then what was told meanwhile', async () => {
    const [gs] = await ids('1');
    await open(`?gs=${gs}`);
    await convert({ kind: 'sale', id: '4711', value: 1999, currency: 'EUR' });
    expect(await stored()).to.equal(null);
    expect(sent).to.deep.equal([]);
    await consent(true);
    expect(await arrived('4711')).to.deep.include({
      kind: 'sale',
      value: 1999,
      via: 'script',
      clickIds: [gs],
    });
    expect(sent).to.deep.equal(['POST']);
    expect(await page.context().cookies()).to.deep.equal([]);
  });

  it('forgets everything, and sends nothing, when the visitor does not agree', async () => {
    const [gs] = await ids('1');
    await open(`?gs=${gs}`);
    await consent(true);
    expect(await keptIds()).to.have.length(1);
    await consent(false);
    expect(await stored()).to.equal(null);
    await convert({ kind: 'lead', id: 'never' });
    await consent(true);
    await convert({ kind: 'lead', id: 'later' });
    await arrived('later');
    expect(await Conversion.countDocuments()).to.equal(1);
  });

  it('remembers the last five clicks from page to page, the latest first', async () => {
    for (const gs of await ids('1', '2', '3', '4', '5', '6', '3')) {
      await open(`?gs=${gs}`);
      await consent(true);
    }
    await open();
    await consent(true);
    const lastFive = await ids('3', '6', '5', '4', '2');
    expect(await keptIds()).to.deep.equal(lastFive);
    await convert({ kind: 'lead', id: '1' });
    expect((await arrived('1')).clickIds).to.deep.equal(lastFive);
  });

  it('works where there is no beacon, and where the storage holds something else', async () => {
    const [gs] = await ids('7');
    await open(`?gs=${gs}`);
    await page.evaluate("localStorage.setItem('groundswell', '{broken')");
    await page.evaluate('navigator.sendBeacon = undefined');
    await consent(true);
    await convert({ kind: 'sign-up', id: '1' });
    expect((await arrived('1')).clickIds).to.deep.equal([gs]);
  });

  it('tells of the click by which the visitor came', async () => {
    const { slug, id } = await buildTrackedLink({ target: `${siteUrl}/jobs?id=7#apply` });
    const app = createApp(services);
    portal.removeAllListeners('request').on('request', app);
    await page.goto(`${portalUrl}/l/${slug}`);
    expect(page.url()).to.match(/\/jobs\?id=7&.*&gs=[0-9a-f]{56}#apply$/);
    await app.redirect.drain();
    await page.waitForFunction('window.groundswell');
    await consent(true);
    await convert({ kind: 'application', id: 'A-1' });
    expect(String((await arrived('A-1')).trackedLinkId)).to.equal(id);
  });
});
