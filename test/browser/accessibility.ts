import path from 'node:path';
import axe from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

const looks = [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 1280, height: 800, colorScheme: 'dark' },
] as const;

const wcag22aa = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** With SCREENSHOTS=folder each page is also kept as a picture, to be looked at. */
async function keepPicture(page: Page, look: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  const name = new URL(page.url()).pathname.replace(/[0-9a-f]{24}/, 'id').replaceAll('/', '-');
  await page.screenshot({ path: path.join(folder, `page${name}-${look}.png`), fullPage: true });
}

/** Fails when axe finds a violation of WCAG 2.2 AA, or the page scrolls sideways: phone and desktop, light and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const { width, height, colorScheme } of looks) {
    await page.setViewportSize({ width, height });
    // Without motion, so that no colour is caught halfway.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await keepPicture(page, `${width}-${colorScheme}`);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(
      (values) =>
        (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
      wcag22aa,
    );
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    const where = `${page.url()} at ${width} px, ${colorScheme}`;
    expect(found, where).to.deep.equal([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow, `${where} scrolls sideways`).to.be.at.most(0);
  }
}
