import type { AnyFeed, AtomFeed, MediaNs } from 'feedsmith';

/** An entry of any format in a common form: texts as HTML, addresses as published. */
export interface RawEntry {
  id?: string;
  /** Candidates for its link, best first. */
  links: (string | undefined)[];
  title: string;
  /** Candidates for its summary, best first. */
  summaries: string[];
  images: (string | undefined)[];
  language?: string;
  date?: string;
  /** The base of its relative addresses (xml:base). */
  base?: string;
}

export interface RawFeed {
  title: string;
  /** The address of the website. */
  link?: string;
  base?: string;
  language?: string;
  entries: RawEntry[];
}

/** Converts RSS, Atom, RDF and JSON Feed to a common form. */
export function feedEntries(parsed: AnyFeed): RawFeed {
  if (parsed.format === 'atom') return fromAtom(parsed.feed);
  if (parsed.format === 'json') return fromJson(parsed.feed);
  return fromRss(parsed);
}

function fromRss(parsed: Extract<AnyFeed, { format: 'rss' | 'rdf' }>): RawFeed {
  const { feed } = parsed;
  return {
    title: feed.title ?? '',
    link: feed.link,
    base: feed.xml?.base,
    language: ('language' in feed && feed.language) || feed.dc?.languages?.[0] || feed.xml?.lang,
    entries: (parsed.format === 'rss' ? rssItems(parsed.feed.items) : rdfItems(parsed.feed.items)) ?? [],
  };
}

type Rss = Extract<AnyFeed, { format: 'rss' }>['feed']['items'];
type Rdf = Extract<AnyFeed, { format: 'rdf' }>['feed']['items'];

const rssItems = (items: Rss) =>
  items?.map((item): RawEntry => {
    const guid = item.guid?.value;
    return {
      id: guid,
      links: [item.link, ...atomLinks(item.atom?.links), item.guid?.isPermaLink === false ? undefined : guid],
      title: item.title ?? item.dc?.titles?.[0] ?? '',
      summaries: texts(item.description, item.content?.encoded, mediaText(item.media), item.itunes?.summary),
      images: [
        ...mediaImages(item.media),
        item.itunes?.image,
        ...(item.enclosures ?? []).filter(isImage).map(({ url }) => url),
      ],
      language: item.dc?.languages?.[0] ?? item.xml?.lang,
      date: item.pubDate ?? item.dc?.dates?.[0] ?? item.atom?.published ?? item.atom?.updated,
      base: item.xml?.base,
    };
  });

const rdfItems = (items: Rdf) =>
  items?.map((item): RawEntry => ({
    id: item.rdf?.about,
    links: [item.link, item.rdf?.about],
    title: item.title ?? item.dc?.titles?.[0] ?? '',
    summaries: texts(item.description, item.content?.encoded, mediaText(item.media)),
    images: mediaImages(item.media),
    language: item.dc?.languages?.[0] ?? item.xml?.lang,
    date: item.dc?.dates?.[0],
    base: item.xml?.base,
  }));

const fromAtom = (feed: AtomFeed.Feed<string>): RawFeed => ({
  title: atomHtml(feed.title) ?? '',
  link: atomLinks(feed.links)[0],
  base: feed.xml?.base,
  language: feed.xml?.lang ?? feed.dc?.languages?.[0],
  entries: (feed.entries ?? []).map((entry) => ({
    id: entry.id,
    links: [...atomLinks(entry.links), entry.content?.src, entry.id],
    title: atomHtml(entry.title) ?? '',
    summaries: texts(atomHtml(entry.summary), atomHtml(entry.content), mediaText(entry.media)),
    images: [
      ...mediaImages(entry.media),
      ...(entry.links ?? [])
        .filter((link) => link.rel === 'enclosure' && isImage(link))
        .map(({ href }) => href),
    ],
    language: entry.xml?.lang ?? entry.title?.xml?.lang,
    date: entry.published ?? entry.updated,
    base: entry.xml?.base,
  })),
});

const fromJson = (feed: Extract<AnyFeed, { format: 'json' }>['feed']): RawFeed => ({
  title: escape(feed.title) ?? '',
  link: feed.home_page_url,
  language: feed.language,
  entries: (feed.items ?? []).map((item) => ({
    id: item.id,
    links: [item.url, item.external_url, item.id],
    title: escape(item.title) ?? '',
    summaries: texts(escape(item.summary), item.content_html, escape(item.content_text)),
    images: [item.image, item.banner_image],
    language: item.language,
    date: item.date_published ?? item.date_modified,
  })),
});

const texts = (...candidates: (string | undefined)[]) => candidates.filter((text) => text !== undefined);
const escape = (text: string | undefined) => text?.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Atom declares which texts are HTML; others are plain text. */
const isHtml = (type = 'text') => /html/i.test(type);
const atomHtml = (text: AtomFeed.Content | undefined) =>
  isHtml(text?.type) ? text?.value : escape(text?.value);

/** The pages of an entry: links with `alternate`, which is the default; HTML first. */
function atomLinks(links: { href?: string; rel?: string; type?: string }[] = []): (string | undefined)[] {
  return links
    .filter(({ rel }) => !rel || rel === 'alternate')
    .sort((a, b) => Number(isHtml(b.type ?? 'html')) - Number(isHtml(a.type ?? 'html')))
    .map(({ href }) => href);
}

const isImage = ({ type, medium, url }: { type?: string; medium?: string; url?: string }) =>
  medium === 'image' ||
  /^image\//i.test(type ?? '') ||
  (!type && !medium && /\.(jpe?g|png|webp|gif|avif)\b/i.test(url ?? ''));

/** Narrower images are portraits or icons. */
const narrowest = 100;

/** Images of Media RSS: the widest first, then thumbnails. */
function mediaImages(media: MediaNs.ItemOrFeed | undefined): (string | undefined)[] {
  const groups = media?.groups ?? [];
  const contents = [...(media?.contents ?? []), ...groups.flatMap((group) => group.contents ?? [])];
  const thumbnails = [media, ...groups, ...contents].flatMap((part) => part?.thumbnails ?? []);
  const widest = (a: { width?: number }, b: { width?: number }) => (b.width ?? 0) - (a.width ?? 0);
  return [...contents.filter(isImage).sort(widest), ...thumbnails.sort(widest)]
    .filter(({ width }) => !width || width >= narrowest)
    .map(({ url }) => url);
}

const mediaText = (media: MediaNs.ItemOrFeed | undefined) =>
  [media, ...(media?.groups ?? [])].find((part) => part?.description)?.description?.value;
