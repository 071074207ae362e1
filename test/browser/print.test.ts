import { createServer } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { reactions } from '../../jobs/reactions.js';
import { createApp } from '../../src/app.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import type { loadSampleOrganization } from '../../src/sample-organization/index.js';
import { SocialGoal } from '../../src/strategy/index.js';
import { launchChromium } from '../support/chromium.js';
import { useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { useSample } from '../support/sample.js';
import { createTestServices } from '../support/services.js';
import { signInTo } from '../../scripts/browser/main-pages.js';

/** How many pages a PDF of Chromium has. */
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;

describe('The sponsor’s page on paper', function () {
  this.timeout(600_000);
  const web = createServer();
  const services = createTestServices();
  let browser: Browser;
  let page: Page;
  let signIns: Awaited<ReturnType<typeof loadSampleOrganization>>['signIns'];

  before(async () => {
    await useDatabase();
    ({ signIns } = await useSample(services));
    await eventsPublished();
    await react(services, reactions);
    await closeWeeks(services);
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    browser = await launchChromium();
    page = await (await browser.newContext({ baseURL: services.publicUrl })).newPage();
    await signInTo(
      page,
      signIns.find(({ role }) => role === 'sponsor')!,
    );
  });
  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  const print = async () => {
    await page.goto('/reports/print');
    return page.pdf({ preferCSSPageSize: true });
  };

  it('has two sheets of A4', async () => {
    const pdf = await print();
    expect(pagesOf(pdf)).to.equal(2);
    // 210 by 297 mm, in points.
    expect(pdf.toString('latin1')).to.match(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    expect(await page.locator('h1').innerText()).to.contain('goals');
  });

  it('has no more sheets with many goals of long names', async () => {
    const goal = (await SocialGoal.findOne().lean())!;
    const title =
      'Questions of passengers that are answered by a page which a colleague shared with them '.repeat(2);
    await SocialGoal.insertMany(
      Array.from({ length: 30 }, (_, n) => ({
        ...goal,
        _id: undefined,
        title: `${title.slice(0, 150)} ${n}`,
      })),
    );
    expect(pagesOf(await print())).to.equal(2);
    expect(await page.getByText(/See all goals: \d+ more/).count()).to.equal(1);
  });

  it('is read without colour: what is printed is black, white or grey', async () => {
    await page.goto('/reports/print');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colours = await page.evaluate<string[]>(`[...new Set([...document.querySelectorAll('main *')]
      .filter((one) => !one.closest('.brand'))
      .flatMap((one) => { const { color, fill } = getComputedStyle(one); return [color, fill]; }))]`);
    const isGrey = (colour: string) => {
      const [red, green, blue] = (/\d+/g[Symbol.match](colour) ?? []).map(Number);
      return colour === 'none' || (red === green && green === blue);
    };
    expect(colours.filter((colour) => !isGrey(colour))).to.deep.equal([]);
    expect(colours.length).to.be.greaterThan(1);
  });
});
