import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { parseFeed } from '../../src/sources/parse-apart.js';
import { mostEntries } from '../../src/sources/read-feed.js';
import { createAgent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildTrackedLink } from '../tracking/builders.js';

describe('While a large feed is parsed', function () {
  this.timeout(120_000);
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
});
