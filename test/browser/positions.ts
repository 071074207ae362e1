import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

/** x, y, width and height of each marked part that is shown, by its name; a name that comes again has a number. */
type Positions = Record<string, number[]>;

const widths = [390, 768, 1280] as const;
const tolerance = 4;
const fileOf = (name: string) => new URL(`./positions/${name}.json`, import.meta.url);

const positionsOnPage = `(() => {
  const found = {};
  scrollTo(0, 0);
  for (const part of document.querySelectorAll('[data-part]')) {
    const { x, y, width, height } = part.getBoundingClientRect();
    if (!width || !height) continue;
    let name = part.dataset.part;
    for (let n = 2; name in found; n += 1) name = part.dataset.part + ' ' + n;
    found[name] = [x, y + scrollY, width, height].map(Math.round);
  }
  return found;
})()`;

async function positionsOf(page: Page): Promise<Record<string, Positions>> {
  const found: Record<string, Positions> = {};
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    await page.evaluate('document.fonts.ready.then(() => {})');
    found[width] = await page.evaluate<Positions>(positionsOnPage);
  }
  return found;
}

const written = (found: Record<string, Positions>) =>
  `${JSON.stringify(found, null, 2).replace(/\[[^\]]+\]/g, (numbers) => numbers.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;

/** What differs by more than the tolerance, as lines to read. */
export function differences(stored: Record<string, Positions>, found: Record<string, Positions>): string[] {
  return Object.entries(found).flatMap(([width, parts]) => {
    const before = stored[width] ?? {};
    const names = [...new Set([...Object.keys(before), ...Object.keys(parts)])];
    return names.flatMap((name) => {
      const [was, is] = [before[name], parts[name]];
      if (was && is && was.every((value, n) => Math.abs(value - is[n]!) <= tolerance)) return [];
      const text = (position?: number[]) => position?.join(' ') ?? 'not there';
      return [`at ${width} px, ${name}: ${text(was)} → ${text(is)} (x y width height)`];
    });
  });
}

/** Compares where the marked parts of the open page are with `positions/<name>.json`. */
export async function expectPositions(page: Page, name: string): Promise<void> {
  const found = await positionsOf(page);
  if (process.env.UPDATE_POSITIONS) return writeFileSync(fileOf(name), written(found));
  const stored = JSON.parse(readFileSync(fileOf(name), 'utf8')) as Record<string, Positions>;
  expect(
    differences(stored, found),
    `${name} looks different. If it is meant to, run the test with UPDATE_POSITIONS=1`,
  ).to.deep.equal([]);
}
