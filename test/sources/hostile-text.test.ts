import { expect } from 'chai';
import { parseFeedAnswer, parsePageAnswer } from '../../src/sources/parse-answer.js';
import { isLinear } from '../support/linear.js';

// Repeated, these were slow: nested tags, comments that never end, what looks like a zone, half an attribute.
const tokens = [
  '<div>',
  '</p>',
  '<!-- ',
  '<![CDATA[',
  ']]>',
  '<a ',
  '<img src="',
  'a="',
  '<item>',
  '<entry>',
];
tokens.push('UT(', '2020 ', '&amp;', '&#', '"', '<', ' ', '-', '[', '{"a":[', '<!ENTITY ', '</script', 'é');
tokens.push(
  '<link href=',
  '<link x>',
  ' href=',
  ' xmlns:a="',
  '<r:channel',
  '</rss',
  '<svg>',
  '1:',
  '\u200d',
  '<img src=x>',
);

const link = '<link>https://a.example/</link>';
const rss = (item: string, channel = '<channel>') =>
  `<rss version="2.0">${channel}<title>x</title><item>${item}${link}</item></channel></rss>`;
const atom = (entry: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>a</title>${entry}</entry></feed>`;
const page = (head: string) => `<html><head><title>x</title>${head}</head>`;

const feeds: Record<string, (text: string) => string> = {
  'the whole feed': (text) => `<rss>${text}`,
  'what follows a feed': (text) => rss('') + text,
  'what is in front of a feed': (text) => `<x>${text}${rss('')}</x>`,
  'a date of Dublin Core': (text) => rss(`<title>a</title><dcterms:issued>${text}</dcterms:issued>`),
  'an enclosure': (text) => rss(`<title>a</title><enclosure url='${text}'/>`),
  'an item within an item': (text) => rss(`<title>a</title><items>${text}</items>`),
  'the plain text of an Atom entry': (text) => atom(`<summary>${text}</summary>`),
  'a title': (text) => rss(`<title>${text}</title>`),
  'a date': (text) => rss(`<title>a</title><pubDate>2020 ${text}</pubDate>`),
  'a link': (text) => rss(`<title>a</title><link>https://a.example/${text}</link>`),
  'a guid': (text) => rss(`<title>a</title><guid>${text}</guid>`),
  'a description': (text) => rss(`<description>${text}</description>`),
  'a description in CDATA': (text) => rss(`<description><![CDATA[${text}]]></description>`),
  'an attribute': (text) => rss('', `<channel a='${text}'>`),
  'the attributes of a tag': (text) => rss('', `<channel ${text}>`),
  'a language': (text) => rss('', `<channel><language>${text}</language>`),
  'a channel in its own format': (text) => `<channel href="/"><item href='${text}'><title>${text}`,
  'a doctype': (text) => `<!DOCTYPE rss [${text}]>${rss('')}`,
  'the HTML of an Atom entry': (text) => atom(`<summary type="html">${text}</summary>`),
  'an Atom link': (text) => atom(`<link href='${text}'/>`),
  'a JSON feed': (text) =>
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: text,
      items: [{ id: text, url: 'https://a.example', title: text, content_html: text, date_published: text }],
    }),
};
const pages: Record<string, (text: string) => string> = {
  'the whole page': (text) => `<html>${text}`,
  'the title of a page': (text) => `<html><title>${text}</title>`,
  'a description of a page': (text) => page(`<meta name="description" content='${text}'>`),
  'an attribute of a page': (text) => `<html lang='${text}'>`,
  'a style of a page': (text) => `<html><style>${text}</style><title>x</title>`,
  'the base of a page': (text) => page(`<base href='${text}'>`),
  'the canonical link of a page': (text) => page(`<link rel="canonical" href='https://x.example/${text}'>`),
  'a script of a page': (text) => page(`<script type="application/ld+json">${text}</script>`),
  'a comment of a page': (text) => `<!-- ${text} -->${page('')}`,
  'the body of a page': (text) => `${page('')}<body>${text}`,
};

describe('Text from outside', () => {
  for (const [field, wrap] of Object.entries(feeds))
    it(
      `costs less than three times as much when it is twice as long: ${field}`,
      isLinear(tokens, (text) => parseFeedAnswer(Buffer.from(wrap(text)), '', 'https://x.example/')),
    );
  for (const [field, wrap] of Object.entries(pages))
    it(
      `costs less than three times as much when it is twice as long: ${field}`,
      isLinear(tokens, (text) => parsePageAnswer(Buffer.from(wrap(text)), '', 'https://x.example/')),
    );

  it('is refused when its tags are nested deeper than in any feed', async () => {
    const nested = rss(`<description>${'<div>'.repeat(40_000)}</description>`);
    expect(await parseFeedAnswer(Buffer.from(nested), '', 'https://x.example/')).to.deep.equal({
      problem: 'sources.problem-too-complex',
    });
  });
});
