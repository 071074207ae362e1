/**
 * Imports every feed of a folder twice, through the real fetcher and a temporary store, and prints what came.
 *
 *   npx tsx scripts/try-feeds.ts FOLDER [--items]
 *
 * `--items` prints each entry too. Uses `MONGODB_URI` when it is set (a database of this run alone).
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { openDatabase } from '../src/platform/data/database.js';
import { readEnv } from '../src/platform/env.js';
import type { Message } from '../src/platform/errors.js';
import { createFetcher } from '../src/platform/net/fetcher.js';
import { translate } from '../src/platform/text/words.js';
import { createServices } from '../src/services.js';
import { addFeed, fetchFeed } from '../src/sources/index.js';
import { Feed } from '../src/sources/feed.model.js';
import { InboxItem } from '../src/sources/inbox-item.model.js';

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder that holds the feeds.');

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-feeds-'));
const uri = process.env.MONGODB_URI ? new URL(process.env.MONGODB_URI) : undefined;
if (uri) uri.pathname = `/try_feeds_${randomUUID().slice(0, 8)}`;
const database = await openDatabase({ MONGODB_URI: uri?.href, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: 0 });

const types: Record<string, string> = { '.atom': 'application/atom+xml', '.json': 'application/feed+json' };
const server = createServer((req, res) => {
  const file = path.basename(decodeURIComponent(req.url ?? ''));
  // Without a character set, so that it must be read from the document.
  res.setHeader('content-type', types[path.extname(file)] ?? 'application/rss+xml');
  readFile(path.join(folder, file)).then(
    (body) => res.end(body),
    () => res.writeHead(404).end(),
  );
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const services = {
  ...createServices(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })),
  fetcher: createFetcher({ allowIPAddressList: ['127.0.0.1'] }),
};
const actor = { id: new mongoose.Types.ObjectId().toString(), roles: ['editor' as const] };
const say = (message: Message) => translate('en', message);

const rows = [];
for (const file of (await readdir(folder)).sort()) {
  try {
    const first = await addFeed(services, { actor, url: `${origin}/${encodeURIComponent(file)}` });
    const second = await fetchFeed(services, { actor: 'clock', feedId: first.feedId });
    const feed = await Feed.findById(first.feedId).lean();
    const reasons = [...new Set(feed!.unusable.map(({ reason }) => reason))];
    const times = (wanted: string) => feed!.unusable.filter(({ reason }) => reason === wanted).length;
    rows.push({
      file,
      found: first.added + first.known + first.unusable,
      usable: first.added + first.known,
      'in the inbox': first.added,
      unusable: first.unusable,
      why: reasons.map((reason) => `${times(reason)} × ${say(reason)}`).join(' '),
      'new the second time': second.added,
      problem: first.problem ? say(first.problem) : '',
    });
    if (!process.argv.includes('--items')) continue;
    const items = await InboxItem.find({ feedId: first.feedId }).sort({ sortAt: -1 }).lean();
    console.log(`\n${file}: ${first.title}`);
    for (const { title, link, summary, imageUrl, language, publishedAt } of items)
      console.log(
        `- ${publishedAt?.toISOString() ?? 'no date'} [${language}] ${title}\n  ${link}\n  ${imageUrl ?? 'no image'}\n  ${summary}`,
      );
  } catch (error) {
    const [problem] = Object.values((error as { fields?: Record<string, Message> }).fields ?? {});
    if (!problem) throw error;
    rows.push({ file, problem: say(problem) });
  }
}
console.table(rows);

server.close();
if (uri) await mongoose.connection.dropDatabase();
await database.close();
await rm(dataDir, { recursive: true, force: true });
