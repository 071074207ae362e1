import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import {
  currencyText,
  distanceText,
  languageText,
  localeOf,
  regionText,
  monthText,
  shortDayText,
} from '../../src/platform/text/formats.js';
import { pseudoBrackets, pseudoLanguage } from '../../src/platform/text/pseudo-language.js';
import { User } from '../../src/people/user.model.js';
import { regions } from '../../src/platform/text/regions.js';
import { networks } from '../../src/sharing/index.js';

/** Collections without a text that a page shows. */
const unseen = new Set(['clicks', 'sessions', 'trackedlinks', 'dailystatistics', 'picturefiles.chunks']);

/** What stands for a person in the corner of each page. */
const initialsOf = (name: string): string =>
  name
    .split(' ')
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('');

/** Every text that is not a word of ours: what people and programs wrote, and names that the machine knows. */
export async function textsOfData(): Promise<string> {
  const texts = new Set<string>();
  const take = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value.replace(/\s+/g, ' '));
    else if (value instanceof mongoose.mongo.BSON.ObjectId || value instanceof Date) return;
    else if (value && typeof value === 'object') Object.values(value).forEach(take);
  };
  for (const collection of await mongoose.connection.db!.collections())
    if (!unseen.has(collection.collectionName)) take(await collection.find().toArray());
  take(Object.values(networks).map(({ label }) => label));
  take(Intl.supportedValuesOf('timeZone').map((zone) => zone.replaceAll('_', ' ')));
  take(['UTC', ...regions.map((code) => regionText('en', code))]);
  take(Intl.supportedValuesOf('currency').flatMap((code) => [code, currencyText('en', code)]));
  for (let first = 97; first < 123; first += 1)
    for (let second = 97; second < 123; second += 1)
      texts.add(languageText('en', String.fromCharCode(first, second)));
  texts.add(languageText(pseudoLanguage, pseudoLanguage));
  for (const { name } of await User.find().lean()) texts.add(initialsOf(name));
  // “5 days ago” is said by the machine.
  for (const unit of ['minute', 'hour', 'day', 'week', 'month'] as const)
    for (let count = -60; count <= 60; count += 1) {
      texts.add(distanceText('en', [count, unit], 'auto'));
      texts.add(distanceText('en', [count, unit], 'always'));
    }
  for (let month = 0; month < 12; month += 1)
    texts.add(new Date(Date.UTC(2026, month)).toLocaleString('en', { month: 'long', timeZone: 'UTC' }));
  // A month of a report.
  const thisYear = new Date().getFullYear();
  for (const year of [thisYear - 1, thisYear])
    for (let month = 1; month <= 12; month += 1)
      texts.add(
        monthText(localeOf(pseudoLanguage, 'DE'), 'UTC', `${year}-${String(month).padStart(2, '0')}-01`),
      );
  // A day under the axis of a chart.
  for (let day = 1; day <= 366; day += 1) {
    const at = new Date(Date.UTC(2028, 0, day)).toISOString().slice(0, 10);
    texts.add(shortDayText(localeOf(pseudoLanguage, 'DE'), at));
  }
  for (let day = 0; day < 7; day += 1)
    texts.add(
      new Date(Date.UTC(2026, 0, 5 + day)).toLocaleString('en', { weekday: 'long', timeZone: 'UTC' }),
    );
  return [...texts].join('\n');
}

/** The texts that the page shows and that are neither from the catalogue, which are in brackets, nor data. */
export async function strayTexts(page: Page, data: string): Promise<string[]> {
  const shown = await page.evaluate<string[]>(textsOfPage);
  const [open, close] = pseudoBrackets;
  const innermost = new RegExp(`${open}[^${open}${close}]*${close}`, 'g');
  return shown.filter((text) => {
    let rest = text.replace(/\s+/g, ' ');
    for (let before = ''; before !== rest;) {
      before = rest;
      rest = rest.replace(innermost, ' · ');
    }
    const pieces = rest.split(/[·,;:()–|]/).map((piece) => piece.trim());
    return pieces.some((piece) => /\p{L}{2}/u.test(piece) && !data.includes(piece));
  });
}

/** How many pixels the page is wider than its window, in both directions of writing. */
export const tooWide = (page: Page): Promise<Record<string, number>> => page.evaluate(excessOfPage);

/** Every text that is seen or read aloud. */
const textsOfPage = `(() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest('script, style, noscript, code, pre, textarea')) continue;
    if (parent.checkVisibility() || parent.closest('option')) texts.push(node.nodeValue);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll('[' + name + ']')) texts.push(element.getAttribute(name));
  return texts;
})()`;

const excessOfPage = `(() => {
  const root = document.documentElement;
  const written = root.dir;
  const found = {};
  for (const dir of ['rtl', 'ltr']) {
    root.dir = dir;
    const excess = root.scrollWidth - root.clientWidth;
    if (excess > 0) found[dir] = excess;
  }
  root.dir = written;
  return found;
})()`;
