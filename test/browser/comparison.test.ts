import { createServer } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { signInTo } from '../../scripts/browser/main-pages.js';
import { createApp } from '../../src/app.js';
import { editPost } from '../../src/posts/index.js';
import { publishGuideline, saveGuidelineDraft } from '../../src/guidelines/publish-guideline.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { buildPost } from '../posts/builders.js';
import { buildUser, password } from '../support/builders.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { expectAccessible } from './accessibility.js';

const long = 'Donaudampfschifffahrt'.repeat(7).slice(0, 150);
const words: Record<string, [before: string, after: string]> = {
  'emoji of several parts': ['Ahoy 👩🏽‍🔧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 on board', 'Ahoy 👩🏻‍🔧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 on board'],
  'two directions': ['המעבורת MS Kittiwake יוצאת on Monday', 'המעבורת MS Kittiwake מגיעה on Tuesday'],
  'very long words': [`${long} one`, `${long.split('').reverse().join('')} one`],
  'nothing in common': ['One thing', '別の話です'],
};

describe('A comparison of two versions', function () {
  this.timeout(240_000);
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
    const person = await buildUser({ roles: ['editor', 'approver'] });
    page = await (await browser.newContext({ baseURL: services.publicUrl })).newPage();
    page.setDefaultTimeout(60_000);
    await signInTo(page, { email: person.email, password });
  });
  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  for (const [what, [before, after]] of Object.entries(words))
    it(`can be read by everybody, also with ${what}`, async () => {
      const post = await buildPost({ services, title: before, suggestedCopy: [before] });
      const editor = await buildUser({ roles: ['editor'] });
      const texts = { title: after, link: `https://example.com/${long}`, suggestedCopy: [after] };
      await editPost(services, { ...texts, postId: post.id, actor: editor, summary: before });
      for (const path of ['', '/history', '/edit?version=published']) {
        await page.goto(`/studio/posts/${post.id}${path}`);
        await expectAccessible(page);
      }
      await page.goto(`/studio/posts/${post.id}`);
      const shown = (await page.locator('.comparison dd').first().textContent())!;
      const withoutMarks = shown.replace(
        /Added:|End of the addition\.|Removed:|End of the removal\.|\s/g,
        '',
      );
      for (const word of `${before} ${after}`.split(' ')) expect(withoutMarks).to.contain(word);
    });

  it('says in words what was added and what was removed, and looks so without colour', async () => {
    const post = await buildPost({ services, title: 'Twelve engineers' });
    const editor = await buildUser({ roles: ['editor'] });
    const { link, suggestedCopy } = post;
    await editPost(services, {
      ...{ link, suggestedCopy, summary: post.summary, topicId: post.topic!.id },
      title: 'Fourteen engineers',
      ...{ postId: post.id, actor: editor },
    });
    await page.goto(`/studio/posts/${post.id}`);
    const read = await page.locator('.comparison dd').allTextContents();
    expect(read.map((text) => text.replace(/\s+/g, ' '))).to.deep.equal([
      'Removed: Twelve End of the removal. Added: Fourteen End of the addition. engineers',
    ]);
    const lines = await page.evaluate(
      `[...document.querySelectorAll('.comparison :is(ins, del)')].map((one) => getComputedStyle(one).textDecorationLine)`,
    );
    expect(lines).to.deep.equal(['line-through', 'underline']);
  });

  it('of guidelines can be read by everybody, between versions and of a draft with the version in force', async () => {
    const actor = await buildUser({ roles: ['editor'] });
    const text = { title: 'Taking part', disclosure: 'I work at Acme.', actor };
    await publishGuideline(services, { ...text, markdown: '## One\n\nBe kind.' });
    await publishGuideline(services, { ...text, markdown: `## One\n\nBe very kind. ${long}` });
    await acknowledgeGuideline(services, { actor, version: 2 });
    await saveGuidelineDraft(services, { ...text, markdown: '## One\n\nBe kind to everybody.' });
    for (const path of ['/studio/guidelines/compare', '/studio/guidelines/edit', '/studio/guidelines/2']) {
      await page.goto(path);
      await expectAccessible(page);
    }
  });
});
