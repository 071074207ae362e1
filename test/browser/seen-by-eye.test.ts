import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { createApp, type App } from '../../src/app.js';
import { updateOrganization } from '../../src/organization/index.js';
import { Organization } from '../../src/organization/organization.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { buildPost } from '../posts/builders.js';
import { buildUser } from '../support/builders.js';
import { launchChromium, signedInContext } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { buildShare } from '../sharing/builders.js';
import { addStep, BusinessGoal } from '../../src/strategy/index.js';
import { stepInput } from '../strategy/builders.js';
import { expectAccessible } from './accessibility.js';
import { buildClick } from '../clicks/builders.js';

/** In the browser: clicks as people do whose first click seems to have done nothing. */
const clickTwice = `(() => {
  const button = document.querySelector('main form .actions button');
  button.click();
  setTimeout(() => button.click(), 300);
})()`;

describe('What a page shows', () => {
  const web = createServer();
  const services = createTestServices();
  let app: App;
  let browser: Browser;
  let person: Awaited<ReturnType<typeof buildUser>>;

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    services.publicUrl = await listen(web);
    app = createApp(services);
    web.on('request', app);
    person = await buildUser({ roles: ['advocate', 'sponsor', 'admin'] });
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  async function openSignedIn(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const at = { baseURL: services.publicUrl, ...options };
    return (await signedInContext(browser, app, person.id, at)).newPage();
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

  it('goes from the feed to the composer in three actions on a phone, without a script too', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const post = await buildPost({ services, title: 'Three taps', suggestedCopy: ['Come and see.'] });
      const page = await openSignedIn({ javaScriptEnabled });
      await page
        .context()
        .route('https://x.com/**', (route) =>
          route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Compose</title>' }),
        );
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/feed');
      await page.locator(`a[href^="/posts/${post.id}"]`).first().click();
      const network = page.locator('[name=network][value=x]');
      // On the first visit it is folded with the others: that is one action more, once.
      if (!(await network.isVisible())) await page.locator('.more-networks summary').click();
      await page.locator('label:has([value=x])').click();
      const action = page.locator('.action-bar .button');
      const { y, height } = (await action.boundingBox())!;
      expect(y + height, 'the action is in sight').to.be.at.most(844);
      expect((await action.innerText()).trim()).to.equal(javaScriptEnabled ? 'Continue to X' : 'Continue');
      await action.click();
      await page.waitForURL('https://x.com/intent/post**');
      expect(new URL(page.url()).searchParams.get('text')).to.equal('Come and see.');
      // Back on any page one question waits, until it is answered.
      await page.goto('/me');
      await page.locator('.question button[value=no]').click();
      await page.goto('/feed');
      expect(await page.locator('.question').count()).to.equal(0);
      await page.context().close();
    }
  });

  it('makes one thing of a double click, and may send the form again afterwards', async () => {
    await addStep(services, { ...stepInput.mission, sponsor: person.email, actor: person, step: 'mission' });
    const page = await openSignedIn();
    for (const title of ['Clicked twice', 'Clicked twice again']) {
      await page.goto('/strategy/business-goals/new');
      await page.fill('[name=title]', title);
      onceReached('create.ready', () => wait(1_000));
      await page.evaluate(clickTwice);
      await page.waitForURL(/[0-9a-f]{24}$/);
      await page.goto('/strategy');
      expect(await BusinessGoal.countDocuments({ title })).to.equal(1);
    }
    await page.context().close();
  });

  it('closes the account menu by Escape, with the focus back on its button, and by a click outside of it', async () => {
    const page = await openSignedIn();
    await page.goto('/feed');
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

  /** What of these lies to the side of the window, or is wider than its own box. */
  const outOfSight = (selector: string) =>
    `[...document.querySelectorAll('${selector}')]
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([one, { width, left, right }]) => width && (left < -1 || right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1))
      .map(([one]) => one.textContent.trim())`;

  it('keeps a long name and every button within the narrowest phone, with text of twice the size', async () => {
    await updateOrganization(services, {
      actor: 'operator',
      name: 'Donaudampfschifffahrtsgesellschaft International',
    });
    const page = await openSignedIn();
    await page.setViewportSize({ width: 320, height: 844 });
    for (const path of ['/reports/results', '/admin/conversions', '/admin/organization']) {
      await page.goto(path);
      for (const size of ['100%', '200%']) {
        await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);
        const where = `${path}, text at ${size}`;
        const parts =
          '.brand, .brand > span, .button, .button-quiet, .button-danger, .button-plain, .subnav:not(.section-tabs) a';
        expect(await page.evaluate(outOfSight(parts)), where).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), where).to.be.at.most(
          0,
        );
      }
    }
    await page.context().close();
  });

  it('shows a whole chart drawn for its window, and every tab where there is no script', async () => {
    await Organization.updateOne({}, { visibility: 'individual' });
    const post = await buildPost({ services });
    const { slug } = await buildShare({ services, postId: post.id, advocateId: person.id });
    await buildClick({ slug });
    await updateDailyStatistics(services);
    const page = await openSignedIn({ javaScriptEnabled: false });
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto('/reports/results');
      const drawn = await page.locator('.chart svg:visible').all();
      expect(drawn).to.have.length(1);
      const { x, width: drawnWidth } = (await drawn[0]!.boundingBox())!;
      expect(x >= 0 && x + drawnWidth <= width).to.equal(true);
      // Its text has the size of a note: it is neither squeezed nor blown up.
      const scale = drawnWidth / Number(await drawn[0]!.getAttribute('width'));
      expect(scale, `${width} px`).to.be.within(0.75, 1.35);
    }
    await page.setViewportSize({ width: 320, height: 844 });
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    for (const link of await page.locator('.nav a:visible').all()) {
      const { x, width } = (await link.boundingBox())!;
      expect([x, x + width], (await link.textContent())!).to.satisfy(
        ([left, right]: number[]) => left! >= -1 && right! <= 321,
      );
    }
    await page.context().close();
  });

  it('has the whole row of a conversion in sight on a phone, the way to void it too', async () => {
    const post = await buildPost({ services, title: 'We are hiring deck officers' });
    const { slug } = await buildShare({ services, postId: post.id, advocateId: person.id });
    await buildClick({ slug });
    const sale = { slug, kind: 'sale', via: 'server', value: 1999, currency: 'EUR' } as const;
    await recordConversion(services, { ...sale, externalId: '9f1c2b7e-0d8a-4f43-9a51-0c1f3d9b7a55' });
    const page = await openSignedIn();
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto('/admin/conversions');
      expect(await page.locator('tbody a[href*="void"]').count()).to.equal(1);
      expect(await page.evaluate(outOfSight('tbody :is(th, td, a)')), `${width} px`).to.deep.equal([]);
    }
    await page.context().close();
  });

  it('still shows what was typed when somebody goes back from a form that was too large', async () => {
    const page = await openSignedIn();
    await page.goto('/admin/organization');
    const hosts = page.locator('#targetHosts');
    // Whatever let so much in, such as a browser that knows no maxlength.
    const typed = 'news.example.com and more\n'.repeat(25_000);
    await hosts.evaluate((field: unknown, text) => {
      (field as { maxLength: number }).maxLength = text.length;
      (field as { value: string }).value = text;
    }, typed);
    await page.locator('main form button[type=submit], main form button').first().click();
    await page.getByRole('heading', { name: 'That is too large to send' }).waitFor();
    await expectAccessible(page);
    await page.goBack();
    expect((await hosts.inputValue()) === typed).to.equal(true);
    await page.context().close();
  });
});
