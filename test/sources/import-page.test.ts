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

  const canonical = (html: string, from: string) => readPage(`<title>x</title>${html}`, from);
  const linked = (href: string) => `<link rel="canonical" href="${href}">`;

  it('is not believed about what others registered under the same public suffix', async () => {
    const different = [
      ['https://news.acme.co.uk/1', 'https://other.co.uk/1'],
      ['https://acme.github.io/1', 'https://other.github.io/1'],
      ['https://acme.blogspot.com/1', 'https://other.blogspot.com/1'],
      ['https://acme.com.br/1', 'https://com.br/1'],
      ['https://127.0.0.1/1', 'https://10.0.0.1/1'],
    ] as const;
    for (const [from, href] of different) {
      expect((await canonical(linked(href), from)).link, href).to.equal(from);
      expect((await canonical(`<meta property="og:url" content="${href}">`, from)).link, href).to.equal(from);
    }
    for (const [from, href] of [
      ['https://news.acme.co.uk/1', 'https://www.acme.co.uk/one'],
      ['https://acme.github.io/1', 'https://acme.github.io/one'],
      ['https://m.bücher.example/1', 'https://www.xn--bcher-kva.example/one'],
    ] as const)
      expect((await canonical(linked(href), from)).link, href).to.equal(href);
  });

  it('is not believed if it leads from https to http, but from http to https', async () => {
    expect((await canonical(linked('http://acme.example/1'), 'https://acme.example/1')).link).to.equal(
      'https://acme.example/1',
    );
    expect((await canonical(linked('https://acme.example/1'), 'http://acme.example/1')).link).to.equal(
      'https://acme.example/1',
    );
  });

  it('is its canonical link if its Open Graph address leads elsewhere', async () => {
    const both = `<meta property="og:url" content="https://staging.example/1">${linked('/one')}`;
    expect((await canonical(both, 'https://acme.example/1?x')).link).to.equal('https://acme.example/one');
  });

  it('starts from its base', async () => {
    const html = `<base href="/2026/">${linked('one')}<meta property="og:image" content="a.jpg">`;
    expect(await canonical(html, 'https://acme.example/x/1')).to.include({
      link: 'https://acme.example/2026/one',
      imageUrl: 'https://acme.example/2026/a.jpg',
    });
    const elsewhere = `<base target="_blank"><base href="https://cdn.example/">${linked('one')}<meta property="og:image" content="a.jpg">`;
    expect(await canonical(elsewhere, 'https://acme.example/1')).to.include({
      link: 'https://acme.example/1',
      imageUrl: 'https://cdn.example/a.jpg',
    });
  });

  it('is found behind a megabyte of style, script or comment', async () => {
    const much = 'a { b: c } < '.repeat(80_000);
    for (const html of [`<style>${much}</style>`, `<script>${much}</script>`, `<!-- ${much} -->`])
      expect((await readPage(`<html lang="de"><head>${html}<title>Found</title>`, url)).title).to.equal(
        'Found',
      );
  });

  it('is not the title of a drawing', async () => {
    const svg = '<svg><title>Logo</title></svg>';
    expect((await readPage(`${svg}<title>Ours &lt;3</title>`, url)).title).to.equal('Ours <3');
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
