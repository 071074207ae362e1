import { createServer } from 'node:http';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { signInTo } from '../../scripts/browser/main-pages.js';
import { createApp } from '../../src/app.js';
import { Post } from '../../src/posts/post.model.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { createTopic } from '../../src/posts/index.js';
import { buildPost } from '../posts/builders.js';
import { buildGuideline } from '../guidelines/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { User } from '../../src/people/user.model.js';
import { buildTeam, buildUser, password } from '../support/builders.js';
import { launchChromium } from '../support/chromium.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';

const titles = {
  'one unbroken word': 'Donaudampfschifffahrt'.repeat(8).slice(0, 160),
  'nothing but emoji': '🚢⚓🌊👩🏽‍🔧🏴󠁧󠁢󠁳󠁣󠁴󠁿'.repeat(6),
  'two directions': 'המעבורת החדשה MS Kittiwake יוצאת לדרך on Monday at 7:30',
};

/** What is wider than its own box, or lies at the side of the window. */
const outOfPlace = `[...document.querySelectorAll('main :is(h1, h2, h3, p, a, li, article, section, .picture, .item-text)')]
  .filter((one) => {
    const { left, right, width } = one.getBoundingClientRect();
    return width > 1 && (left < -1 || right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1) && getComputedStyle(one).display !== 'inline';
  })
  .map((one) => one.tagName + '.' + one.className)`;

describe('Cards and rows with unusual posts', function () {
  this.timeout(240_000);
  const web = createServer();
  const services = createTestServices();
  let browser: Browser;
  let page: Page;
  let person: Awaited<ReturnType<typeof buildUser>>;

  before(async () => {
    await useDatabase();
    services.publicUrl = await listen(web);
    web.on('request', createApp(services));
    browser = await launchChromium();
  });
  beforeEach(async () => {
    await emptyDatabase();
    await buildGuideline(services);
    person = await buildUser({ roles: ['advocate', 'editor', 'approver'] });
    await acknowledgeGuideline(services, { actor: person, version: 1 });
    page = await (await browser.newContext({ baseURL: services.publicUrl })).newPage();
    page.setDefaultTimeout(60_000);
    await signInTo(page, { email: person.email, password });
  });
  afterEach(() => page.context().close());
  after(async () => {
    await browser?.close();
    web.closeAllConnections();
    web.close();
  });

  async function expectInPlace(paths: string[]): Promise<void> {
    for (const path of paths) {
      await page.goto(path);
      for (const [width, size] of [
        [320, '100%'],
        [320, '200%'],
        [390, '100%'],
        [768, '100%'],
        [1280, '100%'],
      ] as const) {
        await page.setViewportSize({ width, height: 844 });
        await page.evaluate(`document.documentElement.style.fontSize = '${size}'`);
        const where = `${path} at ${width} px, text at ${size}`;
        expect(await page.evaluate(outOfPlace), where).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), where).to.be.at.most(
          0,
        );
      }
    }
  }

  for (const [what, title] of Object.entries(titles))
    it(`keeps its shape with a title of ${what}`, async () => {
      await createTopic(services, { actor: acting('editor'), name: [...title].slice(0, 30).join('') });
      const posts = [];
      for (let n = 0; n < 3; n += 1) posts.push(await buildPost({ services, title, suggestedCopy: [title] }));
      await buildShare({ services, postId: posts[0]!.id, advocateId: person.id });
      const [post] = posts;
      await expectInPlace(['/feed', `/posts/${posts[1]!.id}`, '/me', '/studio', `/studio/posts/${post!.id}`]);
    });

  it('writes a title in its own direction on a page that runs the other way', async () => {
    for (const [title, dir, isFirstLeft] of [
      ['Shall we go to sea?', 'rtl', true],
      ['לאן שטים הלילה?', 'ltr', false],
    ] as const) {
      const { id } = await buildPost({ services, title, suggestedCopy: [title] });
      for (const path of ['/feed', `/posts/${id}`]) {
        await page.goto(path);
        // The place of the first letter and of the mark at the end, in the first text with this title.
        const [first, last] = await page.evaluate<[number, number]>(`(() => {
          document.documentElement.dir = '${dir}';
          const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
          while (!walker.nextNode().data.includes('${title}'));
          const { currentNode: text } = walker;
          const at = text.data.indexOf('${title}');
          return [at, at + ${title.length - 1}].map((place) => {
            const range = document.createRange();
            range.setStart(text, place);
            range.setEnd(text, place + 1);
            return range.getBoundingClientRect().left;
          });
        })()`);
        expect(first < last, `${path}: ${title}`).to.equal(isFirstLeft);
      }
    }
  });

  it('wraps long names of teams and topics, on pages that only name them as well', async () => {
    await User.updateOne({ _id: person.id }, { $set: { roles: ['advocate', 'editor', 'admin'] } });
    const word = 'Donaudampfschifffahrt'.repeat(4);
    const topic = await createTopic(services, { actor: acting('editor'), name: word.slice(0, 60) });
    const [team, other] = [
      await buildTeam({ name: word.slice(0, 80) }),
      await buildTeam({ name: word.slice(1, 81) }),
    ];
    const teamPage = `/admin/teams/${team.id}`;
    await expectInPlace([
      ...['/studio/topics', `/studio/topics/${topic.id}`, '/me/topics'],
      ...['/admin/teams', teamPage, `${teamPage}/merge`, `${teamPage}/merge?into=${other.id}`],
    ]);
  });

  it('shows a drawing for a post without a picture, and where a picture can’t be had', async () => {
    const [plain, gone] = [await buildPost({ services }), await buildPost({ services })];
    const imageUrl = 'https://pictures.example/gone.jpg';
    await Post.updateOne({ _id: gone.id }, { $set: { imageUrl } });
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto('/feed');
      for (const { id } of [plain, gone]) {
        const picture = page.locator(`article:has(a[href^="/posts/${id}"])  img.picture`).first();
        await picture.scrollIntoViewIfNeeded();
        await page.waitForLoadState('networkidle');
        const isDrawn = await page.evaluate(
          `(() => { const one = document.querySelector('article:has(a[href^="/posts/${id}"]) img.picture'); return one.naturalWidth > 0 && one.currentSrc.startsWith(location.origin); })()`,
        );
        expect(isDrawn, id).to.equal(true);
      }
    }
  });

  it('says what is next where there is one post, and where there is none', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/feed');
    expect(await page.locator('[data-part=pick]').count()).to.equal(0);
    expect(await page.locator('.empty').count()).to.equal(1);
    await buildPost({ services, title: 'The only one' });
    await page.goto('/feed');
    expect(await page.locator('[data-part=pick] .post-title').innerText()).to.equal('The only one');
    expect(await page.locator('[data-part=cards]').count()).to.equal(0);
    await expectInPlace(['/feed']);
  });

  it('pages through the newest of two thousand posts', async () => {
    const { id } = await buildPost({ services, title: 'The first' });
    const { _id, ...first } = (await Post.findById(id).lean())!;
    const earlier = Array.from({ length: 1_999 }, (_, n) => ({
      ...first,
      title: `Number ${n}`,
      publishedAt: new Date(first.publishedAt!.getTime() - (n + 1) * 60_000),
    }));
    await Post.collection.insertMany(earlier);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/feed');
    expect(await page.locator('[data-part=pick] .post-title').innerText()).to.equal('The first');
    expect(await page.locator('#more').innerText()).to.equal('The newest 199 for you');
    expect(await page.locator('[data-part=cards] > li').count()).to.equal(20);
    await page.goto('/feed?page=10');
    expect(await page.locator('[data-part=cards] .post-title').last().innerText()).to.equal('Number 198');
    await expectInPlace(['/feed?page=10', '/studio/posts']);
  });
});
