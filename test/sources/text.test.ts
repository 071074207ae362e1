import { expect } from 'chai';
import fc from 'fast-check';
import { decodeText } from '../../src/sources/decode-text.js';
import { findFeedLink } from '../../src/sources/find-feed-link.js';
import { linkSlot } from '../../src/sources/item-identity.js';
import { oneLine, plainText, shorten } from '../../src/sources/plain-text.js';
import type { InvalidInput } from '../../src/platform/errors.js';
import { utmIn, withoutUtm } from '../../src/sources/publisher-utm.js';
import { typedAddress } from '../../src/sources/typed-address.js';
import { imageAddress, webAddress } from '../../src/sources/web-address.js';

describe('The character set of a document', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a>é</a>', 'utf16le')]);

  const utf32 = (text: string, isLittle: boolean) =>
    Buffer.concat(
      [...text].map((sign) => {
        const four = Buffer.alloc(4);
        if (isLittle) four.writeUInt32LE(sign.codePointAt(0)!);
        else four.writeUInt32BE(sign.codePointAt(0)!);
        return four;
      }),
    );

  it('is told by its mark, then by Content-Type, then by itself, else it is UTF-8', () => {
    expect(decodeText(utf16, 'text/xml; charset=iso-8859-1')).to.equal('<a>é</a>');
    expect(decodeText(Buffer.from('\ufeffé'), 'text/xml; charset=iso-8859-1')).to.equal('é');
    expect(
      decodeText(latin1('<?xml version="1.0" encoding="utf-8"?>é'), 'text/xml; charset="ISO-8859-1"'),
    ).to.match(/é$/);
    expect(decodeText(latin1("<?xml version='1.0' encoding='windows-1252'?>\x93é"))).to.match(/“é$/);
    expect(decodeText(latin1('<html><meta charset=iso-8859-15>\xa4'))).to.match(/€$/);
    expect(decodeText(latin1('<meta http-equiv=x content="text/html; charset=iso-8859-1">é'))).to.match(/é$/);
    expect(decodeText(Buffer.from('é'))).to.equal('é');
  });

  it('is not a declared one that the bytes contradict', () => {
    const utf8 = (label: string) => Buffer.from(`<?xml version="1.0" encoding="${label}"?>Größe, 日本`);
    for (const label of [
      'iso-8859-1',
      'us-ascii',
      'windows-1251',
      'utf-16',
      'euc-kr',
      'shift_jis',
      'big5',
      'gbk',
    ])
      expect(decodeText(utf8(label)), label).to.match(/Größe, 日本$/);
    expect(decodeText(Buffer.from('<p>Größe'), 'text/html; charset=iso-8859-1')).to.equal('<p>Größe');
    expect(decodeText(Buffer.from('<meta charset=utf-16le>é'))).to.match(/é$/);
    // Another declaration may be right.
    const cyrillic = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?>'),
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]),
    ]);
    expect(decodeText(cyrillic, 'text/xml; charset=utf-8')).to.match(/Привет$/);
    expect(decodeText(latin1('<?xml version="1.0" encoding="utf-8"?>Gr\xf6\xdfe'))).to.match(/Größe$/);
  });

  it('stays the declared one if the bytes fit', () => {
    const korean = Buffer.from([0xb4, 0xeb, 0xc7, 0xd1]);
    const declared = Buffer.from('<?xml version="1.0" encoding="euc-kr"?>');
    expect(decodeText(Buffer.concat([declared, korean]))).to.match(/대한$/);
    expect(decodeText(latin1('<?xml version="1.0" encoding="koi8-r"?>\xf0\xd2'))).to.match(/Пр$/);
  });

  it('is UTF-16 without a mark if every other byte is zero, whatever is declared', () => {
    const text = '<?xml version="1.0" encoding="utf-8"?><a>é日</a>';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const body of [little, big])
      expect(decodeText(body, 'text/xml; charset=utf-8'), body.subarray(0, 4).toString('hex')).to.equal(text);
    expect(decodeText(Buffer.from('{"version":"x"}', 'utf16le'))).to.equal('{"version":"x"}');
  });

  it('is UTF-32 with its mark, or if three of four bytes are zero, whatever is declared', () => {
    for (const text of [
      '<?xml version="1.0" encoding="utf-32"?><rss>é日\u{1F600}</rss>',
      '{"version":"x","title":"Größe"}',
      '<feed xml:lang="ru">Привет</feed>',
    ])
      for (const isLittle of [true, false]) {
        const body = utf32(text, isLittle);
        const marked = utf32(`\ufeff${text}`, isLittle);
        for (const type of ['', 'text/xml; charset=utf-8', 'text/xml; charset=utf-32'])
          expect([decodeText(body, type), decodeText(marked, type)], type).to.deep.equal([text, text]);
      }
  });

  it('is UTF-32 of any length, and what is no character in it is shown as such', () => {
    const text = '<a>é日'.repeat(20_000);
    expect(decodeText(utf32(text, true)) === text).to.equal(true);
    const broken = Buffer.from([0x3c, 0, 0, 0, 0, 0xd8, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x61, 0, 0, 0, 0x62]);
    expect(decodeText(broken)).to.equal('<\ufffd\ufffda');
  });

  it('is Windows-1252 if nothing is declared and UTF-8 fails', () => {
    expect(decodeText(latin1('<rss><title>Caf\xe9 \x96 \x80 5</title>'))).to.match(/Café – € 5/);
    expect(decodeText(latin1('<html><title>S\xe3o Jo\xe3o</title>'))).to.match(/São João/);
  });

  it('is still UTF-8 if a single character is broken', () => {
    const body = Buffer.concat([Buffer.from('<p>Größe für '), Buffer.from([0xff]), Buffer.from(' São João')]);
    expect(decodeText(body)).to.equal('<p>Größe für \ufffd São João');
  });

  it('is passed over when nobody knows it', () => {
    expect(
      decodeText(Buffer.from('<?xml version="1.0" encoding="utf-8"?>é'), 'text/xml; charset=klingon'),
    ).to.match(/é$/);
  });
});

describe('Plain text', () => {
  it('holds blocks apart, and has no script, no style, no tag', () => {
    expect(
      plainText('<p>One</p><p>two<br>three</p><style>p{}</style><script>x()</script> <b>fo</b>ur'),
    ).to.equal('One two three four');
  });

  it('gives back any words that were written as HTML', () => {
    const escape = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plainText(escape(text))).to.equal(oneLine(text));
      }),
    );
  });

  it('never holds more than was asked for, nor half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, length) => {
        const short = shorten(text, length);
        expect(short.length).to.be.at.most(length + 1);
        expect(encodeURIComponent.bind(null, short)).to.not.throw();
      }),
    );
  });
});

describe('An address in a feed', () => {
  it('is http or https, absolute, and carries no password', () => {
    expect(webAddress('/a', 'https://x.example/b/c')).to.equal('https://x.example/a');
    expect(webAddress('//y.example/a', 'https://x.example/')).to.equal('https://y.example/a');
    expect(webAddress('a', 'https://me:secret@x.example/b/')).to.equal('https://x.example/b/a');
    for (const href of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      'ftp://x.example/',
      '',
      undefined,
    ])
      expect(webAddress(href, 'https://x.example/') ?? 'none', href).to.equal('none');
    expect(webAddress(`https://x.example/${'a'.repeat(2_000)}`)).to.equal(null);
  });

  it('of an image is https', () => {
    expect(imageAddress('http://x.example/a.png')).to.equal(null);
    expect(imageAddress('/a.png', 'https://x.example/')).to.equal('https://x.example/a.png');
  });

  it('is the same place whatever campaign is put on it', () => {
    expect(linkSlot('https://x.example/a?utm_source=rss&b=1')).to.equal(linkSlot('https://x.example/a?b=1'));
    expect(linkSlot('https://x.example/a?b=1')).to.not.equal(linkSlot('https://x.example/a?b=2'));
    expect(linkSlot('https://x.example/log#v1')).to.not.equal(linkSlot('https://x.example/log#v2'));
  });
});

describe('A link without the publisher’s campaign parameters', () => {
  it('has all the rest as it was', () => {
    const links: [string, string][] = [
      ['https://x.example/?utm_source=a', 'https://x.example/'],
      ['https://x.example/a?b=%20&utm_source=a&c=1+2&d', 'https://x.example/a?b=%20&c=1+2&d'],
      ['https://x.example/a?utm%5Fsource=a&UTM_CAMPAIGN=b&&c', 'https://x.example/a?&c'],
      ['https://x.example/a#utm_source=a&utm_medium=b', 'https://x.example/a'],
      ['https://x.example/a?%zz=1&utm_source#top', 'https://x.example/a?%zz=1#top'],
    ];
    for (const [link, rest] of links) {
      expect(withoutUtm(link), link).to.equal(rest);
      expect(utmIn(link), link).to.not.deep.equal([]);
    }
    for (const link of ['https://x.example/utm_source=a?', 'https://x.example/?a=utm_source&b=%zz#utm_a&b']) {
      expect(withoutUtm(link)).to.equal(link);
      expect(utmIn(link)).to.deep.equal([]);
    }
  });

  it('has none, and every other parameter in its order', () => {
    const parameter = fc.tuple(
      fc.constantFrom('utm_source', 'a', 'b%20', 'utm', 'xutm_a'),
      fc.webQueryParameters(),
    );
    fc.assert(
      fc.property(fc.array(parameter, { minLength: 1 }), (pairs) => {
        const written = pairs.map(([name, value]) => `${name}=${value.replaceAll('&', '')}`);
        const link = new URL(`https://x.example/?${written.join('&')}`).href;
        const rest = new URL(link).search
          .slice(1)
          .split('&')
          .filter((one) => !one.startsWith('utm_'));
        expect(new URL(withoutUtm(link)).search.slice(1)).to.equal(rest.join('&'));
        expect(utmIn(withoutUtm(link))).to.deep.equal([]);
      }),
    );
  });
});

describe('An address that a person types', () => {
  const problem = (typed: string) => {
    try {
      return typedAddress(typed);
    } catch (error) {
      return (error as InvalidInput).fields.url;
    }
  };

  it('may be that of a reader or player of feeds', () => {
    for (const typed of [
      'feed:https://x.example/a',
      'feed://x.example/a',
      'FEED:x.example/a',
      'itpc://x.example/a',
    ])
      expect(typedAddress(typed), typed).to.equal('https://x.example/a');
    expect(typedAddress('feed:http://x.example/a')).to.equal('http://x.example/a');
    expect(typedAddress('feed.example.com/a')).to.equal('https://feed.example.com/a');
    for (const typed of ['feed:javascript:alert(1)', 'feed:file:///etc/passwd', 'feed:feed:x.example'])
      expect(problem(typed), typed).to.equal('sources.url-not-web');
    expect(problem('feed:')).to.equal('sources.url-not-web');
  });

  it('may be international, with or without https', () => {
    expect(typedAddress('bücher.example/news')).to.equal('https://xn--bcher-kva.example/news');
    expect(typedAddress('https://bücher.example/ü?q=ü')).to.equal(
      'https://xn--bcher-kva.example/%C3%BC?q=%C3%BC',
    );
    expect(typedAddress('feed://пример.рф/лента')).to.match(/^https:\/\/xn--e1afmkfd.xn--p1ai\/%D0/);
    expect(typedAddress('例え。テスト:8080')).to.equal('https://xn--r8jz45g.xn--zckzah:8080/');
    expect(typedAddress('हिन्दी.example')).to.match(/^https:\/\/xn--/);
    expect(problem('Bücher und mehr')).to.equal('sources.url-invalid');
  });

  it('may come with invisible characters around it', () => {
    expect(typedAddress('\u200b https://x.example/a\ufeff\u200e')).to.equal('https://x.example/a');
    expect(problem('\u200b')).to.equal('sources.url-missing');
  });
});

describe('The feed that a page names', () => {
  const find = (html: string) => findFeedLink(html, 'https://x.example/blog/');

  it('is the first alternate of a feed type, resolved', () => {
    expect(
      find(
        '<link rel=alternate hreflang=de href=/de><link rel="alternate" type="application/rss+xml" href="feed?a=1&amp;b=2">',
      ),
    ).to.equal('https://x.example/blog/feed?a=1&b=2');
    expect(find(`<LINK HREF='/atom' TYPE='application/atom+xml' REL='alternate home'>`)).to.equal(
      'https://x.example/atom',
    );
    expect(
      find(
        '<base href="https://y.example/"><link rel="alternate" type="application/feed+json" href="f.json">',
      ),
    ).to.equal('https://y.example/f.json');
  });

  it('is none when it is no web address, or there is none', () => {
    expect(find('<link rel="alternate" type="application/rss+xml" href="javascript:1">')).to.equal(null);
    expect(find('<link rel="stylesheet" type="text/css" href="/a.css">')).to.equal(null);
  });

  it('is none that is commented out, in the title, or inside what is not shown', () => {
    const link = '<link rel="alternate" type="application/rss+xml" href="/old">';
    for (const html of [
      `<!-- ${link} -->`,
      `<!--[if IE]>${link}<![endif]-->`,
      `<!--\n<p>\n${link}\n--->`,
      `<title>How to write ${link}</title>`,
      `<template>${link}</template>`,
      `<script>document.write('${link}')</script>`,
      `<noscript><p>${link}</noscript>`,
    ]) {
      expect(find(html), html).to.equal(null);
      expect(find(html + link.replace('old', 'new')), html).to.equal('https://x.example/new');
    }
    expect(find(`<!-->${link}<!-- -->`)).to.equal('https://x.example/old');
  });
});
