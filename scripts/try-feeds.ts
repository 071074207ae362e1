/**
 * Reads every feed in a folder and in the folders within it, as the product does: with its parser, in its parse process.
 *
 *   npx tsx scripts/try-feeds.ts FOLDER [--items] [--lost]
 *
 * Prints for each file its format, its entries, how many have a title or a text, how many have an address, and how
 * many were taken. An entry that has both and was not taken is lost; then the command fails. `--items` prints each
 * entry, and `--lost` prints only files with lost entries.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Message } from '../src/platform/errors.js';
import { translate } from '../src/platform/text/words.js';
import { decodeText } from '../src/sources/decode-text.js';
import { parseFeed } from '../src/sources/parse-apart.js';
import type { Entry, ReadFeed, Unusable } from '../src/sources/read-feed.js';
import { SourceProblem } from '../src/sources/source-problem.js';
import { expectedEntries } from './try-feeds/expected-entries.js';

const types = ['.atom', '.json', '.rdf', '.rss', '.xml'];
const say = (message: Message) => translate('en', message);

export interface Tried {
  file: string;
  format: string;
  entries: number;
  'with words': number;
  'with address': number;
  taken: number;
  lost: number;
  why: string;
}

/** What the product reads from a file, compared with what another parser sees in it. */
export async function tryFeed(file: string): Promise<{ row: Tried; entries: Entry[] }> {
  const body = await readFile(file);
  // Without a character set in Content-Type, so that it must be read from the document.
  const source = { body, url: 'https://feeds.example/feed', contentType: '' };
  const { format, entries: seen } = expectedEntries(decodeText(body));
  const came = await parseFeed(source).catch((error: unknown) => {
    if (error instanceof SourceProblem) return say(error.reason);
    throw error;
  });
  const { entries, unusable, leftOut } = typeof came === 'string' ? nothing : came;
  const expected = seen.filter(({ hasWords, hasAddress }) => hasWords && hasAddress).length;
  const row = {
    file,
    format,
    entries: seen.length,
    'with words': seen.filter(({ hasWords }) => hasWords).length,
    'with address': seen.filter(({ hasAddress }) => hasAddress).length,
    taken: entries.length,
    lost: Math.max(0, expected - entries.length - leftOut),
    why: typeof came === 'string' ? came : reasons(unusable),
  };
  return { row, entries };
}

const nothing: Pick<ReadFeed, 'entries' | 'unusable' | 'leftOut'> = { entries: [], unusable: [], leftOut: 0 };

const reasons = (unusable: Unusable[]) =>
  [...new Set(unusable.map(({ reason }) => reason))]
    .map((reason) => `${unusable.filter((one) => one.reason === reason).length} × ${say(reason)}`)
    .join(' ');

async function run(folder: string | undefined): Promise<void> {
  if (!folder) throw new Error('Name the folder that holds the feeds.');
  const names = (await readdir(folder, { recursive: true })).sort();
  const rows: Tried[] = [];
  for (const name of names.filter((one) => types.includes(path.extname(one)))) {
    const { row, entries } = await tryFeed(path.join(folder, name));
    rows.push({ ...row, file: name });
    if (process.argv.includes('--items')) printEntries(name, entries);
  }
  const sum = (column: 'entries' | 'with words' | 'with address' | 'taken' | 'lost') =>
    rows.reduce((total, row) => total + row[column], 0);
  console.table(process.argv.includes('--lost') ? rows.filter(({ lost }) => lost) : rows);
  console.log(
    `${rows.length} files: ${sum('entries')} entries, ${sum('with words')} with a title or text, ` +
      `${sum('with address')} with an address, ${sum('taken')} taken, ${sum('lost')} lost`,
  );
  if (sum('lost')) process.exitCode = 1;
}

function printEntries(file: string, entries: Entry[]): void {
  console.log(`\n${file}`);
  for (const { title, link, summary, imageUrl, language, publishedAt } of entries)
    console.log(
      `- ${publishedAt?.toISOString() ?? 'no date'} [${language}] ${title}\n  ${link}\n  ${imageUrl ?? 'no image'}\n  ${summary}`,
    );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run(process.argv[2]);
