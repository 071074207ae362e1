import { createServer } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createApp } from '../../src/app.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { apply, singleSelectors } from './selectors.js';

/** Every selector of the style sheet of this page, as written. */
const written = `(() => {
  const of = (rules) => [...rules].flatMap((rule) => rule.selectorText ?? (rule.cssRules ? of(rule.cssRules) : []));
  return [...document.styleSheets].flatMap((sheet) => of(sheet.cssRules));
})()`;

/** What no page with all parts can have, as it is about a page as a whole, or what a script does while somebody reads. */
const ofOtherPages = [
  'h1.news',
  '.thing-head h1',
  'body:has(.uses-whole-width)',
  'body:has(.form .action-bar)',
  'body:has(.form .action-bar) .nav',
  '.contents a[aria-current]',
];

describe('The styleguide in a browser', () => {
  const web = createServer();
  const services = createTestServices();
  let browser: Browser;
  let page: Page;

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    browser = await launchChromium();
    page = await browser.newPage({ baseURL: services.publicUrl });
  });
  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  it('has every part of the style sheet in every state; pages of strangers are as the sign-in page', async () => {
    await page.goto('/styleguide');
    const selectors = singleSelectors(await page.evaluate<string[]>(written));
    expect(selectors.length).to.be.greaterThan(300);
    const unseen = await page.evaluate<string[]>(apply(selectors, 'ltr'));
    const mirrored = await page.evaluate<string[]>(apply(unseen, 'rtl'));
    await page.goto('/sign-in');
    expect(await page.evaluate<string[]>(apply(mirrored, 'ltr'))).to.have.members(ofOtherPages);
  });

  it('is shown by selectors one by one, without what a person does to a part', () => {
    const lines = [
      '.a:is(.b, .c:hover)::before, .d:not(:focus, :active)',
      '.e:has(:focus-visible)[open] > :is(p, .f)',
    ];
    expect(singleSelectors(lines)).to.deep.equal(['.a.b', '.a.c', '.d', '.e > :is(p, .f)']);
  });

  it('uses tokens that exist', async () => {
    await page.goto('/styleguide');
    const missing = await page.evaluate<string[]>(`(async () => {
      const css = await (await fetch('/css/groundswell.css')).text();
      const used = new Set([...css.matchAll(/var\\((--[\\w-]+)/g)].map(([, name]) => name));
      return [...used].filter((name) => !new RegExp('[{;\\\\s]' + name + '\\\\s*:').test(css));
    })()`);
    expect(missing).to.deep.equal([]);
  });
});
