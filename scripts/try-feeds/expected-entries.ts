import * as cheerio from 'cheerio';
import { isTag, type Element } from 'domhandler';

/** What an entry has, whatever the product makes of it. */
export interface Expected {
  hasWords: boolean;
  hasAddress: boolean;
}

/**
 * The entries of a feed as a parser sees them that forgives everything, so that the product's own can be compared with
 * it. Too slow for texts from strangers.
 */
export function expectedEntries(text: string): { format: string; entries: Expected[] } {
  if (/^\s*\{/.test(text)) return ofJson(text);
  const $ = cheerio.load(text, { xml: { decodeEntities: true, recognizeSelfClosing: true } });
  const all = $('*').toArray().filter(isTag);
  const format = formats.find((name) => all.some((one) => localName(one) === name)) ?? 'unknown';
  const entries = all.filter((one) => isEntry(one) && !$(one).parents().toArray().some(isEntry));
  return { format: format.toLowerCase(), entries: entries.map((one) => ofElement($, one)) };
}

const formats = ['rss', 'feed', 'rdf', 'channel'];
const localName = ({ name }: Element) => name.slice(name.indexOf(':') + 1).toLowerCase();
const isEntry = (one: Element) =>
  ['item', 'entry'].includes(localName(one)) && !/^(content|media|psc|itunes|opensearch):/i.test(one.name);

const wordy = ['title', 'description', 'summary', 'content', 'encoded', 'abstract', 'subtitle'];

function ofElement($: cheerio.CheerioAPI, entry: Element): Expected {
  const children = $(entry).children().toArray();
  return {
    hasWords: children.some(
      (one) => wordy.includes(localName(one)) && visible($(one).text() + (attributeOf(one, 'value') ?? '')),
    ),
    hasAddress: [
      entry.attribs['rdf:about'],
      attributeOf(entry, 'href'),
      ...children.map((one) => addressOf($, one)),
    ].some(isWeb),
  };
}

/** Whatever the case of its name, as in CDF. */
const attributeOf = ({ attribs }: Element, wanted: string) =>
  Object.entries(attribs).find(([name]) => name.toLowerCase() === wanted)?.[1];

function addressOf($: cheerio.CheerioAPI, child: Element): string | undefined {
  const { attribs } = child;
  const text = $(child).text().trim();
  const name = localName(child);
  if (name === 'link') {
    const rel = attribs.rel ?? 'alternate';
    return ['alternate', 'enclosure'].includes(rel) ? (attribs.href ?? text) : undefined;
  }
  if (name === 'guid') return attribs.isPermaLink === 'true' || /^https?:/i.test(text) ? text : undefined;
  if (name === 'id') return /^https?:/i.test(text) ? text : undefined;
  if (name === 'a') return attributeOf(child, 'href');
  if (name === 'enclosure') return attribs.url;
  return name === 'content' ? attribs.src : undefined;
}

function ofJson(text: string) {
  const feed = readJson(text);
  const entries = (feed.items ?? []).map((item) => ({
    hasWords: ['title', 'summary', 'content_html', 'content_text'].some((key) =>
      visible(asText(item?.[key])),
    ),
    hasAddress:
      ['url', 'external_url'].some((key) => isWeb(asText(item?.[key]))) || /^https?:/.test(asText(item?.id)),
  }));
  return { format: 'json', entries };
}

const asText = (value: unknown) => (typeof value === 'string' ? value : '');

function visible(html: string): boolean {
  const $ = cheerio.load(html);
  $('script, style, iframe, object, textarea, option, noscript').remove();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test($.root().text());
}

function isWeb(address: string | undefined): boolean {
  if (!address?.trim()) return false;
  try {
    return /^https?:$/.test(new URL(address.trim(), 'https://feeds.example/').protocol);
  } catch {
    return false;
  }
}

function readJson(text: string): { items?: (Record<string, unknown> | null)[] } {
  try {
    return JSON.parse(text) as ReturnType<typeof readJson>;
  } catch {
    return {};
  }
}
