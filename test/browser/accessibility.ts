import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type axe from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { samples } from '../support/samples.js';

// The minified build: every page compiles it again.
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const everyRule: axe.RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
  // Preloading is for rules about media queries in other origins' stylesheets; no page has any.
  preload: false,
};

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

const looks = [
  { ...phone, colorScheme: 'light' },
  { ...desktop, colorScheme: 'dark' },
  { ...phone, colorScheme: 'dark' },
  { ...desktop, colorScheme: 'light' },
] as const;

let turn = 0;
/** All four in the nightly run; before a change goes in, each page has the look that comes after that of the page before. */
function looksOfPage(): readonly (typeof looks)[number][] {
  const first = turn++ % looks.length;
  return [...looks.slice(first), ...looks.slice(0, first)].slice(
    0,
    process.env.SCREENSHOTS ? looks.length : samples(1),
  );
}

/** With SCREENSHOTS=folder each page is also kept as a picture, to be looked at. */
async function keepPicture(page: Page, look: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  const name = new URL(page.url()).pathname.replace(/[0-9a-f]{24}/, 'id').replaceAll('/', '-');
  await page.screenshot({ path: path.join(folder, `page${name}-${look}.png`), fullPage: true });
}

const sidewaysScroll = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Ends when the page was drawn again. */
const nextFrame = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))';

/** The current entry of a navigation that is not within the width of the window, if there is one. */
const currentOutOfSight = `[...document.querySelectorAll(':is(.nav, .subnav) [aria-current]')]
  .map((link) => link.getBoundingClientRect())
  .filter(({ left, right }) => left < -1 || right > document.documentElement.clientWidth + 1).length`;

/**
 * Fails when the page scrolls sideways or hides the current tab: on phone and desktop, on the narrowest phones, and with
 * text of twice the size.
 */
async function expectToFit(page: Page): Promise<void> {
  for (const [{ width, height }, size] of [
    [phone, '100%'],
    [desktop, '100%'],
    [{ width: 320, height: 844 }, '100%'],
    [phone, '200%'],
    [desktop, '200%'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.evaluate(`document.documentElement.style.fontSize = '${size === '100%' ? '' : size}'`);
    const where = `${page.url()} at ${width} px, text at ${size}`;
    expect(await page.evaluate(sidewaysScroll), `${where} scrolls sideways`).to.be.at.most(0);
    // A script scrolls the current tab into sight, in the frame after the size changed.
    await page.evaluate(nextFrame);
    expect(await page.evaluate(currentOutOfSight), `${where}: the current tab is out of sight`).to.equal(0);
  }
  await page.evaluate(`document.documentElement.style.fontSize = ''`);
}

/** Fails when axe finds a violation of WCAG 2.2 AA, or the page does not fit. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  for (const { width, height, colorScheme } of looksOfPage()) {
    await page.setViewportSize({ width, height });
    // Without motion, so that no colour is caught halfway.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A busy browser draws the page in the new colours later than it answers.
    await page.evaluate(nextFrame);
    await keepPicture(page, `${width}-${colorScheme}`);
    const { violations } = await page.evaluate(
      (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options),
      everyRule,
    );
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect(found, `${page.url()} at ${width} px, ${colorScheme}`).to.deep.equal([]);
  }
  await expectToFit(page);
}
