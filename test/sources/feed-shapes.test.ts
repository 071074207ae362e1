import { expect } from 'chai';
import { cutEntries } from '../../src/sources/cut-entries.js';
import { readFeed } from '../../src/sources/read-feed.js';

const read = (text: string) => readFeed(text, 'https://x.example/feeds/all');
const rss = (item: string, attributes = '') =>
  `<rss version="2.0" ${attributes}><channel><title>x</title><link>https://x.example/</link>${item}</channel></rss>`;
const atom = (entry: string, attributes = '') =>
  `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><title>x</title>${entry}</feed>`;
const json = (item: object, version = 'https://jsonfeed.org/version/1.1') =>
  JSON.stringify({ version, title: 'x', items: [item] });
const entry = '<entry><title>a</title><link href="https://x.example/a"/></entry>';
const item = '<item><title>a</title><link>https://x.example/a</link></item>';
const first = (text: string) => read(text).entries[0]!;
const links = (text: string) => read(text).entries.map(({ link }) => link);
const dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"';
const media = 'xmlns:media="http://search.yahoo.com/mrss/"';

describe('The link of an entry', () => {
  it('is a guid that says it is one, also if it is relative', () => {
    const guid = (attributes: string, text: string) =>
      links(rss(`<item><title>a</title><guid${attributes}>${text}</guid></item>`));
    expect(guid(' isPermaLink="true"', '/news/1')).to.deep.equal(['https://x.example/news/1']);
    expect(guid(" ispermalink='TRUE'", 'news/1')).to.deep.equal(['https://x.example/news/1']);
    expect(guid('', 'news/1')).to.deep.equal([]);
    expect(guid(' isPermaLink="false"', 'https://x.example/1')).to.deep.equal([]);
  });

  it('begins at the nearest base of its feed, whichever part of it names one', () => {
    const relative = '<title>a</title><link>a</link>';
    const channel = (inside: string, attributes = '') =>
      `<channel${attributes}><title>x</title><link>https://x.example/</link>${inside}</channel>`;
    const base = (address: string) => ` xml:base="${address}"`;
    const feeds = {
      none: rss(`<item>${relative}</item>`),
      rss: rss(`<item>${relative}</item>`, base('https://rss.example/in/')),
      channel: `<rss version="2.0">${channel(`<item>${relative}</item>`, base('https://channel.example/in/'))}</rss>`,
      item: `<rss version="2.0">${channel(`<item${base('down/')}>${relative}</item>`, base('https://channel.example/in/'))}</rss>`,
      both: `<rss version="2.0"${base('https://rss.example/in/')}>${channel(`<item>${relative}</item>`, base('deeper/'))}</rss>`,
    };
    const found = Object.entries(feeds).map(([place, text]) => [place, links(text)[0]]);
    expect(Object.fromEntries(found)).to.deep.equal({
      none: 'https://x.example/a',
      rss: 'https://rss.example/in/a',
      channel: 'https://channel.example/in/a',
      item: 'https://channel.example/in/down/a',
      both: 'https://rss.example/in/deeper/a',
    });
  });

  it('is its enclosure or its player if there is nothing else', () => {
    const enclosure = '<enclosure url="https://x.example/1.mp3" type="audio/mpeg" length="1"/>';
    expect(
      links(rss(`<item><title>a</title><guid isPermaLink="false">1</guid>${enclosure}</item>`)),
    ).to.deep.equal(['https://x.example/1.mp3']);
    expect(
      links(rss(`<item>${enclosure}<title>a</title><link>https://x.example/1</link></item>`)),
    ).to.deep.equal(['https://x.example/1']);
    expect(
      links(
        atom(
          '<entry><title>a</title><id>urn:1</id><link rel="enclosure" href="https://x.example/1.mp3"/></entry>',
        ),
      ),
    ).to.deep.equal(['https://x.example/1.mp3']);
    expect(
      links(
        json({
          id: '1',
          title: 'a',
          attachments: [{ url: 'https://x.example/1.mp3', mime_type: 'audio/mpeg' }],
        }),
      ),
    ).to.deep.equal(['https://x.example/1.mp3']);
    expect(
      links(
        rss(
          '<item><title>a</title><media:content url="https://x.example/1.mp4"/><media:player url="https://x.example/watch"/></item>',
          media,
        ),
      ),
    ).to.deep.equal(['https://x.example/watch']);
  });

  it('may be written as in Atom within RSS', () => {
    for (const link of ['<link href="/a"/>', '<link rel="alternate" href="/a"></link>', "<link href='/a' />"])
      expect(links(rss(`<item><title>a</title>${link}</item>`)), link).to.deep.equal(['https://x.example/a']);
    const enclosure = '<link rel="enclosure" href="/a.mp3"/>';
    expect(links(rss(`<item><title>a</title>${enclosure}<link href="/a"/></item>`))).to.deep.equal([
      'https://x.example/a',
    ]);
  });
});

describe('The words of an entry', () => {
  it('may be encoded twice where they are plain text, and tags in them are text', () => {
    const titles: [string, string][] = [
      ['AT&amp;amp;T', 'AT&T'],
      ['Gr&amp;ouml;&amp;szlig;e &amp;#8211; &amp;quot;neu&amp;quot;', 'Größe – "neu"'],
      ['The &amp;lt;b&amp;gt; tag', 'The <b> tag'],
      ['The &lt;b&gt; tag', 'The <b> tag'],
      ['1 &lt; 2 &amp; 3', '1 < 2 & 3'],
    ];
    for (const [written, shown] of titles) {
      expect(first(atom(`<entry><title>${written}</title><link href="/a"/></entry>`)).title).to.equal(shown);
      expect(
        first(
          atom(`<entry><title type="text">a</title><summary>${written}</summary><link href="/a"/></entry>`),
        ).summary,
      ).to.equal(shown);
    }
    const inJson = {
      id: '1',
      url: 'https://x.example/a',
      title: 'AT&amp;T &lt;i&gt;',
      content_text: 'Caf&eacute; <b>',
    };
    expect(first(json(inJson))).to.include({ title: 'AT&T <i>', summary: 'Café <b>' });
  });

  it('may be those of Dublin Core, Media RSS or a podcast', () => {
    const words = (inner: string, attributes: string) => {
      const { title, summary } = first(rss(`<item><link>/a</link>${inner}</item>`, attributes));
      return [title, summary];
    };
    expect(
      words('<dcterms:title>T</dcterms:title><dcterms:abstract>Words</dcterms:abstract>', dc),
    ).to.deep.equal(['T', 'Words']);
    expect(words('<dc:title>T</dc:title><dc:description>Words</dc:description>', dc)).to.deep.equal([
      'T',
      'Words',
    ]);
    expect(
      words('<media:title>T</media:title><media:description>Words</media:description>', media),
    ).to.deep.equal(['T', 'Words']);
    expect(
      words(
        '<itunes:title>T</itunes:title><itunes:subtitle>Words</itunes:subtitle>',
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
      ),
    ).to.deep.equal(['T', 'Words']);
    expect(words('<title> </title><title>second</title><dc:title>T</dc:title>', dc)[0]).to.not.equal('');
  });

  it('have the date of Dublin Core, and the next one if the first can’t be read', () => {
    const date = (inner: string) =>
      first(rss(`<item><title>a</title><link>/a</link>${inner}</item>`, dc)).publishedAt;
    const moment = new Date('2018-09-24T12:00:00Z');
    for (const name of ['issued', 'created', 'available', 'date', 'modified'])
      expect(date(`<dcterms:${name}>2018-09-24T12:00Z</dcterms:${name}>`), name).to.deep.equal(moment);
    expect(date('<pubDate>05/06/2018</pubDate><dc:date>2018-09-24T12:00Z</dc:date>')).to.deep.equal(moment);
    expect(
      first(
        atom(
          `<entry><title>a</title><link href="/a"/><dcterms:issued>2018-09-24T12:00Z</dcterms:issued></entry>`,
          dc,
        ),
      ).publishedAt,
    ).to.deep.equal(moment);
  });
});

describe('The document of a feed', () => {
  it('may have a prefix on all its names', () => {
    const prefixed = (text: string) => text.replace(/<(\/?)(?=rss|channel|item|title|link)/g, '<$1r:');
    expect(links(prefixed(rss(item, 'xmlns:r="http://backend.userland.com/rss2"')))).to.deep.equal([
      'https://x.example/a',
    ]);
    expect(
      links(
        `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>x</a:title><a:entry><a:title>a</a:title><a:link href="https://x.example/a"/></a:entry></a:feed>`,
      ),
    ).to.deep.equal(['https://x.example/a']);
    expect(
      links(
        `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rss="http://purl.org/rss/1.0/"><rss:channel rdf:about="https://x.example/"><rss:title>x</rss:title></rss:channel><rss:item rdf:about="https://x.example/a"><rss:title>a</rss:title><rss:link>https://x.example/a</rss:link></rss:item></rdf:RDF>`,
      ),
    ).to.deep.equal(['https://x.example/a']);
  });

  it('may be within another one, behind what a program printed, or cut off in its last tag', () => {
    const feeds = [
      `<response xmlns:dc="http://purl.org/dc/elements/1.1/"><status>ok</status>${rss(item)}</response>`,
      `<soap:Envelope xmlns:soap="urn:x"><soap:Body>${atom(entry)}</soap:Body></soap:Envelope>`,
      `<br />\n<b>Warning</b>: strftime() is deprecated<br />\n<?xml version="1.0"?>${rss(item)}`,
      `${rss(item)}<script src="x.js"></script>`,
      `<channel><title>x</title>${item}</channel>`,
      rss(item).slice(0, -1),
      atom(entry).slice(0, -1),
    ];
    for (const feed of feeds) expect(links(feed), feed).to.deep.equal(['https://x.example/a']);
    const outside = `<x ${dc}>${rss('<item><link>/a</link><dc:title>a</dc:title></item>')}</x>`;
    expect(first(outside).title).to.equal('a');
  });

  it('is what its root says, also if an entry shows another format', () => {
    const shown = '<![CDATA[ <rss version="2.0"><channel><item> ]]>';
    expect(
      links(atom(`<entry><title>a</title><link href="/a"/><content type="html">${shown}</content></entry>`)),
    ).to.deep.equal(['https://x.example/a']);
  });

  it('may be a channel in the Channel Definition Format, with its texts in elements', () => {
    const channel = `<?XML VERSION="1.0" ENCODING="UTF-8"?>
      <!DOCTYPE Channel SYSTEM "http://www.w3c.example/Channel.dtd">
      <CHANNEL HREF="https://x.example/index.html" BASE="https://x.example/news/" LASTMOD="1998-11-05T22:12">
        <TITLE>X &amp; Co</TITLE><ABSTRACT>About us</ABSTRACT><LOGO HREF="logo.gif" STYLE="ICON"/>
        <ITEM HREF="one.html?a=1&amp;b=2" LASTMOD="1998-11-05T22:12" PRECACHE="YES">
          <TITLE>First</TITLE><ABSTRACT>Words &amp; more</ABSTRACT><USAGE VALUE="ScreenSaver"/>
        </ITEM>
        <CHANNEL HREF="sub.html"><TITLE>Within</TITLE>
          <ITEM HREF='/two.html'><TITLE>Second</TITLE></ITEM>
        </CHANNEL>
        <ITEM><A HREF="three.html"/><TITLE>Third</TITLE></ITEM>
        <ITEM HREF="four.html"/>
      </CHANNEL>`;
    const { title, entries, unusable } = read(channel);
    expect(title).to.equal('X & Co');
    expect(entries.map((one) => [one.title, one.link])).to.deep.equal([
      ['First', 'https://x.example/news/one.html?a=1&b=2'],
      ['Second', 'https://x.example/two.html'],
      ['Third', 'https://x.example/news/three.html'],
    ]);
    expect(entries[0]).to.deep.include({
      summary: 'Words & more',
      publishedAt: new Date('1998-11-05T22:12:00Z'),
    });
    expect(unusable).to.deep.equal([{ number: 4, reason: 'sources.unusable-no-title' }]);
  });

  it('may be one of the first draft of that format, with its texts in attributes', () => {
    const channel = `<Channel HREF="https://x.example/x.cdf" IsClonable=YES>
      <IntroUrl VALUE="https://x.example/setup.html" />
      <LastMod VALUE="1994.11.05T08:15-0500" /><Title VALUE="X sports" /><Abstract VALUE="The latest" />
      <Item HREF="https://x.example/a1.html">
        <LastMod VALUE="1994.11.05T08:15-0500" /><Title VALUE="How to &quot;ride&quot;"></Title><Abstract VALUE="20 tips" />
      </Item>
      <Channel><Title VALUE="News"/><Item HREF="/n1.html"><Title VALUE="News &amp; views"/></Item></Channel>
    </Channel>`;
    expect(read(channel).title).to.equal('X sports');
    expect(read(channel).entries.map((one) => [one.title, one.link, one.summary])).to.deep.equal([
      ['How to "ride"', 'https://x.example/a1.html', '20 tips'],
      ['News & views', 'https://x.example/n1.html', ''],
    ]);
    expect(first(channel).publishedAt).to.deep.equal(new Date('1994-11-05T13:15:00Z'));
  });

  it('in that format may say all in lower case, and lead from a single attribute', () => {
    expect(
      links('<channel><item href="https://x.example/a"><title>a</title></item></channel>'),
    ).to.deep.equal(['https://x.example/a']);
    expect(
      first(
        '<channel href="https://x.example/"><item href="/a"><abstract>Only words</abstract></item></channel>',
      ),
    ).to.include({ link: 'https://x.example/a', title: 'Only words' });
  });

  it('may give only the number of its JSON version', () => {
    expect(links(json({ id: '1', url: 'https://x.example/a', title: 'a' }, '1.0'))).to.deep.equal([
      'https://x.example/a',
    ]);
  });

  it('has no entries within entries, nor in the module for content', () => {
    const content = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"';
    const items = '<content:items><content:item/><content:item/></content:items>';
    const nested = `<item><title>a</title><link>/a</link><items><item><title>b</title></item></items><item/></item>`;
    expect(
      read(rss(`${item}${items}<item><title>b</title><link>/b</link>${items}</item>`, content)).unusable,
    ).to.deep.equal([]);
    expect(read(rss(nested + item)).unusable).to.deep.equal([]);
    expect(cutEntries(rss(nested + item + items, content)).count).to.equal(2);
    expect(cutEntries(atom(`${entry}<entry><content><entry/></content></entry>`)).count).to.equal(2);
  });
});

describe('The picture of an entry', () => {
  const picture = (html: string) =>
    first(rss(`<item><title>a</title><link>/a</link><description><![CDATA[${html}]]></description></item>`))
      .imageUrl;
  const real = '<img src="https://x.example/real.jpg">';

  it('is no smiley, spacer, sprite or counter', () => {
    const decoration = [
      '<img class="wp-smiley" src="https://x.example/wp-includes/images/smile.png">',
      '<img src="https://s.w.example/images/core/emoji/2.3/72x72/1f642.png" class="emoji">',
      '<img src="https://x.example/img/smilies/icon_wink.gif">',
      '<img src="https://x.example/big.png" width="16" height="16">',
      '<img src="https://x.example/big.png" style="height: 1em; max-height: 1em">',
      '<img src="https://x.example/spacer.gif">',
      '<img src="https://x.example/images/blank.gif?x=1" width="600">',
      '<img src="https://x.example/1x1.png">',
      '<img src="https://x.example/icons/sprite-2x.png">',
      '<img src="https://feeds.feedburner.com/~r/x/~4/abc" height="1">',
      '<img src="https://pixel.wp.example/b.gif?host=x">',
      '<img src="https://stats.x.example/matomo.php?idsite=1">',
      '<img src="https://ad.doubleclick.net/x.jpg">',
      '<img src="https://x.example/hidden.jpg" style="display:none">',
      '<img src="data:image/gif;base64,R0lGOD">',
    ];
    for (const html of decoration) {
      expect(picture(html), html).to.equal(null);
      expect(picture(html + real), html).to.equal('https://x.example/real.jpg');
    }
    expect(
      first(
        rss(
          `<item><title>a</title><link>/a</link><media:content url="https://x.example/spacer.gif" medium="image"/></item>`,
          media,
        ),
      ).imageUrl,
    ).to.equal(null);
  });

  it('may be loaded by a script, or have a name that looks like decoration', () => {
    expect(picture('<img src="https://x.example/blank.gif" data-src="https://x.example/real.jpg">')).to.equal(
      'https://x.example/real.jpg',
    );
    expect(picture('<img src="data:x" data-lazy-src="/real.jpg">')).to.equal('https://x.example/real.jpg');
    for (const name of [
      'pixel-phone.jpg',
      'clear-water.jpg',
      'smiling-people.jpg',
      'spritely.jpg',
      'tracks.png',
    ])
      expect(picture(`<img src="https://x.example/${name}" width="600">`)).to.equal(
        `https://x.example/${name}`,
      );
  });

  it('is the next one if the first is not https', () => {
    expect(picture(`<img src="http://x.example/a.jpg">${real}`)).to.equal('https://x.example/real.jpg');
  });
});
