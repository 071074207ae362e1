import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { parseFeedAnswer } from '../../src/sources/parse-answer.js';
import { parseFeed } from '../../src/sources/parse-apart.js';
import { mostEntries } from '../../src/sources/get-source.js';

import { createAgent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildTrackedLink } from '../clicks/builders.js';

describe('While a large feed is parsed', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('redirects are answered', async () => {
    const app: App = createApp(createTestServices());
    const { slug } = await buildTrackedLink();
    const open = () => createAgent(app).http.get(`/l/${slug}`);
    await open();
    const many = 20_000;
    const item = '<item><title>a</title><link>https://a.example/</link></item>';
    const body = Buffer.from(
      `<rss version="2.0"><channel><title>x</title>${item.repeat(many)}</channel></rss>`,
    );
    let parsed = false;
    const feed = parseFeed({ body, url: 'https://a.example/', contentType: '' }).finally(
      () => (parsed = true),
    );
    let answered = 0;
    while (!parsed) {
      expect((await open()).status).to.equal(302);
      answered += 1;
    }
    expect((await feed).leftOut).to.equal(many - mostEntries);
    expect(answered).to.be.greaterThan(3);
  });

  it('of 5 MB with 100,000 entries, the newest are taken within the thread’s deadline', async () => {
    const many = 100_000;
    const old = '<item><title>a</title><link>http://a</link></item>';
    const dated = (n: number) =>
      `<item><title>n${n}</title><link>https://a.example/${n}</link><pubDate>${new Date(n * 86_400_000).toUTCString()}</pubDate></item>`;
    const news = Array.from({ length: 600 }, (_, n) => dated(n + 10_000)).join('');
    const text = `<rss version="2.0"><channel><title>x</title>${old.repeat(many)}${news}</channel></rss>`;
    const read = await parseFeed({ body: Buffer.from(text), url: 'https://a.example/', contentType: '' });
    expect(read.entries).to.have.lengthOf(mostEntries);
    expect(read.entries[0]!.title).to.equal('n10599');
    expect(read.leftOut).to.equal(many + 600 - mostEntries);
    expect(read.unusable).to.deep.equal([]);
  });

  it('that is JSON, the newest are taken as well', async () => {
    const items = Array.from({ length: 3_000 }, (_, n) => ({
      id: `${n}`,
      url: `https://a.example/${n}`,
      title: `n${n}`,
      date_published: new Date((10_000 + n) * 86_400_000).toISOString(),
    }));
    const body = Buffer.from(
      JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'x', items }),
    );
    const came = await parseFeedAnswer(body, 'application/feed+json', 'https://a.example/');
    if (!('read' in came)) throw new Error('no feed');
    expect(came.read.entries[0]!.title).to.equal('n2999');
    expect(came.read.leftOut).to.equal(3_000 - mostEntries);
  });
});
