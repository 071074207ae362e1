import { expect } from 'chai';
import { decodeText } from '../../src/sources/decode-text.js';
import { mostEntries } from '../../src/sources/get-source.js';
import { readFeed, readLanguage } from '../../src/sources/read-feed.js';
import { mostParsed } from '../../src/sources/cut-entries.js';
import { entries, fixture, rss } from './builders.js';

const read = async (name: string, url = 'https://served.example/feeds/x') =>
  readFeed(decodeText(await fixture(name)), url);

describe('Reading a feed', () => {
  it('takes what an RSS feed offers, as plain words', async () => {
    const feed = await read('newsroom.rss');
    expect(feed.title).to.equal('Acme & friends: newsroom');
    expect(feed.entries[0]).to.include({
      title: 'We opened a second workshop & café',
      link: 'https://news.example/2026/workshop?utm_source=rss&id=1',
      summary: 'Forty people now work in Porto. The café is open to all.',
      imageUrl: 'https://images.example/large.jpg?w=460&q=55',
      language: 'en-GB',
    });
    expect(feed.entries[0]!.publishedAt).to.deep.equal(new Date('2026-11-16T07:30:00Z'));
  });

  it('resolves relative addresses and passes over the dots that count readers', async () => {
    const { entries } = await read('newsroom.rss');
    expect(entries[1]).to.include({
      link: 'https://news.example/2026/picture',
      imageUrl: 'https://news.example/images/relative.png?a=1&b=2',
      summary: 'One line another line',
    });
  });

  it('makes a title of the first words, finds a link in the guid, a summary in the whole text', async () => {
    const { entries } = await read('newsroom.rss');
    expect(entries[2]!.title).to.equal(
      'Nobody gave this entry a title, but it has quite a lot to say about how we make…',
    );
    expect(entries[3]).to.include({
      link: 'https://news.example/2026/guid',
      summary: 'Only the whole article came with it.',
    });
  });

  it('keeps no image that is not https', async () => {
    expect((await read('newsroom.rss')).entries[2]!.imageUrl).to.equal(null);
  });

  it('says of each entry that can not be used why', async () => {
    const { unusable } = await read('newsroom.rss');
    expect(unusable).to.deep.equal([
      { entry: 'No link at all', number: 5, reason: 'sources.unusable-no-link' },
      { entry: 'A script for a link', number: 6, reason: 'sources.unusable-link' },
      { entry: 'An address to write to', number: 7, reason: 'sources.unusable-link' },
      { number: 8, reason: 'sources.unusable-no-title' },
      { reason: 'sources.unusable-empty' },
    ]);
  });

  it('reads ISO-8859-1 with its accents', async () => {
    const { title, entries } = await read('noticias.rss');
    expect(title).to.equal('Notícias de última hora');
    expect(entries[0]).to.include({
      title: 'Mãe e irmãos já estão em São João',
      summary: 'A situação é "normal", diz a direção.',
      language: 'pt-PT',
    });
  });

  it('reads Atom: its kinds of text, its links, languages and bases', async () => {
    const { title, entries, unusable } = await read('nachrichten.atom');
    expect(title).to.equal('Werkstatt & Büro');
    expect(entries).to.have.length(2);
    expect(entries[0]).to.include({
      title: 'Größer & schöner: 1 < 2',
      link: 'https://blog.example/de/eins',
      summary: 'Über Öfen und Türen',
      imageUrl: 'https://images.example/werk.png',
      language: 'de',
    });
    expect(entries[0]!.publishedAt).to.deep.equal(new Date('2026-11-17T09:00:00Z'));
    expect(entries[1]).to.include({
      title: "L'été <ici>",
      link: 'https://blog.example/fr/deux',
      summary: 'Bonjour à tous',
      language: 'fr',
      imageUrl: null,
    });
    expect(unusable.map(({ reason }) => reason)).to.deep.equal([
      'sources.unusable-no-link',
      'sources.unusable-empty',
    ]);
  });

  it('reads JSON Feed', async () => {
    const { title, entries, unusable } = await read('items.json');
    expect(title).to.equal('Acme in JSON');
    expect(entries.map(({ title, link, summary }) => ({ title, link, summary }))).to.deep.equal([
      { title: 'Plain: 1 < 2 & <b>', link: 'https://json.example/one', summary: 'Hello you' },
      { title: 'Just a note, <no> title.', link: 'https://json.example/two', summary: '' },
    ]);
    expect(unusable.map(({ reason }) => reason)).to.deep.equal([
      'sources.unusable-no-link',
      'sources.unusable-empty',
    ]);
  });

  it('reads RDF, and looks at no DTD', async () => {
    const { entries } = await read('channel.rdf');
    expect(entries[0]).to.include({ title: 'Perché no', summary: 'Una prova', language: 'it' });
  });

  it('tells an entry by its id, else its link, else its title', () => {
    const keys = (text: string) => readFeed(text, 'https://a.example/').entries.map(({ key }) => key);
    const [byId] = keys(rss([{ guid: 'x', title: 'One', link: 'https://a.example/1' }]));
    expect(keys(rss([{ guid: 'x', title: 'Two', link: 'https://a.example/2' }]))).to.deep.equal([byId]);
    const [byLink] = keys(rss([{ title: 'One', link: 'https://a.example/1' }]));
    expect(keys(rss([{ title: 'Two', link: 'https://a.example/1' }]))).to.deep.equal([byLink]);
    expect(byLink).to.not.equal(byId);
  });

  it(`takes the ${mostEntries} newest of a hundred thousand entries and says how many it left out`, () => {
    const items = Array.from(
      { length: 100_000 },
      (_, n) =>
        `<item><title>${n}</title><link>/${n}</link>${n === 99_999 ? '<pubDate>Wed, 18 Nov 2026 07:47:00 GMT</pubDate>' : ''}</item>`,
    );
    const feed = readFeed(
      `<rss version="2.0"><channel><title>Long</title>${items.join('')}</channel></rss>`,
      'https://a.example/',
    );
    expect(feed.entries).to.have.length(mostEntries);
    expect(feed.leftOut).to.equal(99_500);
    expect(feed.entries[0]!.title).to.equal('99999');
  });

  it('of more entries than it takes leaves out those without a date, or with one that can be read in two ways', () => {
    const item = (n: number, date: string) =>
      `<item><title>${n}</title><link>/${n}</link><dc:date><![CDATA[${date}]]></dc:date></item>`;
    for (const many of [mostEntries, mostParsed]) {
      const items = [
        ...['', '05/06/2030', 'soon'].map((date, n) => item(n, date)),
        ...Array.from({ length: many }, (_, n) => item(n + 100, `22 Sep 17 0${n % 10}:05:03 CEST`)),
      ];
      const feed = readFeed(
        `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>${items.join('')}</channel></rss>`,
        'https://a.example/',
      );
      expect(feed.entries.filter(({ publishedAt }) => publishedAt === null)).to.deep.equal([]);
      expect(feed.entries[0]!.publishedAt).to.deep.equal(new Date('2017-09-22T07:05:03Z'));
    }
  });

  // What is slowed down takes minutes: the test's own time limit tells.
  it('is not slowed down by a text made to be slow', () => {
    const hostile = ['<a href=', '<img ', '<a <', '<!--', '<p ', '&lt;', ' ', '<![CDATA[', 'href="'];
    for (const piece of hostile) {
      const feed = readFeed(
        rss([...entries(3), { ...entries(1, 'slow')[0]!, description: piece.repeat(100_000) }]),
        'https://a.example/',
      );
      expect(feed.entries, piece).to.have.length(4);
    }
  });
});

describe('A language in a feed', () => {
  it('is a BCP 47 tag or none', () => {
    // Extensions and private parts have no name: Node 22 and 24 throw when asked for it.
    expect(['de-DE-u-co-phonebk', 'en-x-acme', 'x-acme'].map(readLanguage)).to.deep.equal([
      'de-DE',
      'en',
      null,
    ]);
    expect(['en-gb', 'pt_PT', 'DE', 'english!', '', null].map(readLanguage)).to.deep.equal([
      'en-GB',
      'pt-PT',
      'de',
      null,
      null,
      null,
    ]);
  });
});
