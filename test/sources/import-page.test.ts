import { expect } from 'chai';
import { InvalidInput } from '../../src/platform/errors.js';
import { translate } from '../../src/platform/text/words.js';
import { importPage } from '../../src/sources/import-page.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { readPage } from '../../src/sources/read-page.js';
import { acting } from '../support/actors.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import type { TestServices } from '../support/services.js';
import { buildFeed, hastyServices, inbox, rss } from './builders.js';
import { bomb, drip, redirectTo, startSite, typed, withStatus, type Site } from './site.js';

const personId = 'a'.repeat(24);

describe('What a page says of itself', () => {
  const url = 'https://www.acme.example/news/1?ref=mail';

  it('is Open Graph first', async () => {
    const html = `<html lang="en"><title>Acme | News</title>
      <meta property="og:title" content="We opened a &amp;quot;second&amp;quot; workshop">
      <meta property="og:description" content="Forty people now work there.">
      <meta property="og:image" content="/images/workshop.jpg">
      <meta property="og:locale" content="en_GB"><link rel="canonical" href="/news/1">`;
    expect(await readPage(html, url)).to.include({
      title: 'We opened a "second" workshop',
      summary: 'Forty people now work there.',
      imageUrl: 'https://www.acme.example/images/workshop.jpg',
      language: 'en-GB',
      link: 'https://www.acme.example/news/1',
    });
  });

  it('is its title, description and language otherwise', async () => {
    const html =
      '<html lang="de"><head><title> Größer &amp;\n schöner </title><meta name="description" content="Kurz"></head>';
    expect(await readPage(html, url)).to.include({
      title: 'Größer & schöner',
      summary: 'Kurz',
      imageUrl: null,
      language: 'de',
      link: url,
    });
  });

  it('is not believed when it sends readers elsewhere', async () => {
    for (const canonical of [
      'https://other.example/1',
      'https://www.acme.example/',
      'javascript:alert(1)',
      'http://localhost/1',
    ])
      expect(
        (await readPage(`<title>x</title><link rel="canonical" href="${canonical}">`, url)).link,
      ).to.equal(url);
    const mobile = '<title>x</title><link rel="canonical" href="https://www.acme.example/1">';
    expect((await readPage(mobile, 'https://m.acme.example/1')).link).to.equal('https://www.acme.example/1');
  });

  it('shows no image that is not https', async () => {
    const html = '<title>x</title><meta property="og:image" content="http://images.example/a.png">';
    expect((await readPage(html, url)).imageUrl).to.equal(null);
  });
});

describe('A page that an editor enters', () => {
  let site: Site;
  let services: TestServices;
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    site = await startSite();
    services = hastyServices();
  });
  afterEach(() => site.close());

  const page = typed('text/html; charset=iso-8859-1', Buffer.from('<title>Olá, São João</title>', 'latin1'));
  const add = (path: string) =>
    importPage(services, { url: site.url(path), actor: acting('editor', personId) });

  it('comes into the inbox, without a feed', async () => {
    site.pages['/a'] = page;
    expect(await add('/a')).to.include({ title: 'Olá, São João', isNew: true });
    expect((await inbox())[0]).to.include({
      feedId: null,
      source: '127.0.0.1',
      link: site.url('/a'),
      status: 'new',
    });
  });

  it('comes once, also when a feed brought it, and comes back when it was dismissed', async () => {
    site.pages['/a'] = page;
    site.pages['/a?utm_source=mail'] = page;
    const { itemId } = await add('/a');
    expect(await add('/a?utm_source=mail')).to.include({ itemId, isNew: false });
    site.pages['/b'] = page;
    site.pages['/feed'] = rss([{ title: 'B', link: site.url('/b') }]);
    await buildFeed(services, site.url('/feed'));
    expect(await add('/b')).to.include({ isNew: false, title: 'B' });
    expect(await InboxItem.countDocuments()).to.equal(2);
    await InboxItem.updateOne({ _id: itemId }, { $set: { status: 'dismissed' } });
    await add('/a');
    expect(await InboxItem.countDocuments({ status: 'new' })).to.equal(2);
  });

  it('may be typed without https', async () => {
    const refused = await importPage(services, {
      url: 'there-is-no.invalid/news',
      actor: acting('editor', personId),
    }).catch((e: unknown) => e);
    expect(refused).to.be.instanceOf(InvalidInput);
    expect(translate('en', (refused as InvalidInput).fields.url!)).to.contain('Nothing answers');
  });

  const bad: Record<string, [page: Site['pages'][string], words: RegExp]> = {
    gone: [withStatus(404), /nothing at this address/],
    'in trouble': [withStatus(503), /problem of its own/],
    empty: ['', /answer was empty/],
    'without a title': [typed('text/html', '<p>x</p>'), /no title/],
    'a feed': [typed('application/rss+xml', rss([{ title: 'x' }])), /This is a feed/],
    'a file': [typed('application/pdf', '%PDF-1.4'), /a file, not a web page/],
    'too large': [bomb, /more than 5 MB/],
    'without an end': [drip, /too long to answer/],
    'in the network': [redirectTo('http://169.254.169.254/latest'), /private network/],
  };
  for (const [what, [answer, words]] of Object.entries(bad))
    it(`is refused when it is ${what}, in words next to the field`, async () => {
      site.pages['/bad'] = answer;
      const refused = await add('/bad').catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(InvalidInput);
      expect(translate('en', (refused as InvalidInput).fields.url!)).to.match(words);
      expect(await InboxItem.countDocuments()).to.equal(0);
    });
});
