import type { RequestListener } from 'node:http';
import { readFile } from 'node:fs/promises';
import { createFetcher } from '../../src/platform/net/fetcher.js';
import { addFeed } from '../../src/sources/index.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { acting } from '../support/actors.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildUser } from '../support/builders.js';

export const fixture = (name: string): Promise<Buffer> => readFile(`test/sources/fixtures/${name}`);

/** Services that may fetch from the test's site and lose patience early. */
export const hastyServices = (): TestServices =>
  createTestServices({ fetcher: createFetcher({ allowIPAddressList: ['127.0.0.1'], timeoutMs: 5_000 }) });

interface FeedEntry {
  title?: string;
  link?: string;
  guid?: string;
  description?: string;
  pubDate?: string;
}

/** An RSS feed with these entries. */
export function rss(entries: FeedEntry[], title = 'A feed'): string {
  const item = (entry: FeedEntry) =>
    (Object.entries(entry) as [string, string][])
      .map(([name, text]) => `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`)
      .join('');
  return `<rss version="2.0"><channel><title>${title}</title><link>https://feed.example/</link>${entries
    .map((entry) => `<item>${item(entry)}</item>`)
    .join('')}</channel></rss>`;
}

/** Entries `1…count`, each with a link of its own. */
export const entries = (
  count: number,
  name = 'entry',
): Required<Pick<FeedEntry, 'title' | 'link' | 'guid'>>[] =>
  Array.from({ length: count }, (_, index) => ({
    title: `${name} ${index + 1}`,
    link: `https://feed.example/${name}/${index + 1}`,
    guid: `${name}-${index + 1}`,
  }));

/** A feed in the list, added by an editor made for it. */
export async function buildFeed(services: TestServices, url: string) {
  const { id } = await buildUser({ roles: ['editor'] });
  return addFeed(services, { url, actor: acting('editor', id) });
}

export const inbox = () => InboxItem.find().sort({ sortAt: -1, _id: 1 }).lean();

/** Answers each time with the next of these, and with the last from then on. */
export function oneAfterAnother(...pages: (string | RequestListener)[]): RequestListener {
  let turn = 0;
  return (req, res) => {
    const page = pages[Math.min(turn, pages.length - 1)]!;
    turn += 1;
    if (typeof page === 'string') res.end(page);
    else page(req, res);
  };
}
