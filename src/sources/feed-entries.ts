import type { AnyFeed, AtomFeed, DcTermsNs, MediaNs } from 'feedsmith';

/** An entry of any format in a common form: texts as HTML, addresses as published. */
export interface RawEntry {
  id?: string;
  /** Candidates for its link, best first. */
  links: (string | undefined)[];
  /** Its id is an address, which may be relative. */
  isPermaLink?: boolean;
  title: string;
  /** Candidates for its summary, best first. */
  summaries: string[];
  images: (string | undefined)[];
  language?: string;
  /** Candidates for its date, best first. */
  dates: (string | undefined)[];
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
      links: [
        item.link,
        ...atomLinks(item.atom?.links),
        item.guid?.isPermaLink === false ? undefined : guid,
        item.media?.player?.url,
        ...(item.enclosures ?? []).map(({ url }) => url),
        ...atomLinks(item.atom?.links, 'enclosure'),
        ...mediaContents(item.media).map(({ url }) => url),
      ],
      isPermaLink: item.guid?.isPermaLink === true,
      title: firstTitle(
        item.title,
        item.dc?.titles?.[0],
        item.dcterms?.titles?.[0],
        item.media?.title?.value,
        item.itunes?.title,
      ),
      summaries: texts(
        item.description,
        item.content?.encoded,
        ...dublinCoreTexts(item.dc?.descriptions, item.dcterms),
        mediaText(item.media),
        item.itunes?.summary,
        item.itunes?.subtitle,
        item.atom?.summary && atomHtml(item.atom.summary),
        item.atom?.content && atomHtml(item.atom.content),
      ),
      images: [
        ...mediaImages(item.media),
        item.itunes?.image,
        ...(item.enclosures ?? []).filter(isImage).map(({ url }) => url),
      ],
      language: item.dc?.languages?.[0] ?? item.xml?.lang,
      dates: [
        item.pubDate,
        ...(item.dc?.dates ?? []),
        ...dublinCoreDates(item.dcterms),
        item.atom?.published,
        item.atom?.updated,
      ],
      base: item.xml?.base,
    };
  });

const rdfItems = (items: Rdf) =>
  items?.map((item): RawEntry => ({
    id: item.rdf?.about,
    links: [item.link, item.rdf?.about],
    title: firstTitle(item.title, item.dc?.titles?.[0], item.dcterms?.titles?.[0]),
    summaries: texts(
      item.description,
      item.content?.encoded,
      ...dublinCoreTexts(item.dc?.descriptions, item.dcterms),
      mediaText(item.media),
    ),
    images: mediaImages(item.media),
    language: item.dc?.languages?.[0] ?? item.xml?.lang,
    dates: [...(item.dc?.dates ?? []), ...dublinCoreDates(item.dcterms)],
    base: item.xml?.base,
  }));

const fromAtom = (feed: AtomFeed.Feed<string>): RawFeed => ({
  title: atomHtml(feed.title) ?? '',
  link: atomLinks(feed.links)[0],
  base: feed.xml?.base,
  language: feed.xml?.lang ?? feed.dc?.languages?.[0],
  entries: (feed.entries ?? []).map((entry) => ({
    id: entry.id,
    links: [
      ...atomLinks(entry.links),
      entry.content?.src,
      entry.id,
      entry.media?.player?.url,
      ...atomLinks(entry.links, 'enclosure'),
      ...mediaContents(entry.media).map(({ url }) => url),
    ],
    title: firstTitle(
      atomHtml(entry.title),
      entry.dc?.titles?.[0],
      entry.dcterms?.titles?.[0],
      entry.media?.title?.value,
    ),
    summaries: texts(
      atomHtml(entry.summary),
      atomHtml(entry.content),
      ...dublinCoreTexts(entry.dc?.descriptions, entry.dcterms),
      mediaText(entry.media),
    ),
    images: [
      ...mediaImages(entry.media),
      ...(entry.links ?? [])
        .filter((link) => link.rel === 'enclosure' && isImage(link))
        .map(({ href }) => href),
    ],
    language: entry.xml?.lang ?? entry.title?.xml?.lang,
    dates: [entry.published, ...dublinCoreDates(entry.dcterms), entry.updated, ...(entry.dc?.dates ?? [])],
    base: entry.xml?.base,
  })),
});

const fromJson = (feed: Extract<AnyFeed, { format: 'json' }>['feed']): RawFeed => ({
  title: plainHtml(feed.title) ?? '',
  link: feed.home_page_url,
  language: feed.language,
  entries: (feed.items ?? []).map((item) => ({
    id: item.id,
    links: [item.url, item.external_url, item.id, ...(item.attachments ?? []).map(({ url }) => url)],
    title: plainHtml(item.title) ?? '',
    summaries: texts(plainHtml(item.summary), item.content_html, plainHtml(item.content_text)),
    images: [item.image, item.banner_image],
    language: item.language,
    dates: [item.date_published, item.date_modified],
  })),
});

const texts = (...candidates: (string | undefined)[]) => candidates.filter((text) => text !== undefined);
const firstTitle = (...candidates: (string | undefined)[]) => candidates.find((title) => title?.trim()) ?? '';

/** Plain text as HTML. Tags in it are text. Entities stay, because some publishers encode plain text twice. */
const plainHtml = (text: string | undefined) => text?.replaceAll('<', '&lt;');

/** Atom declares which texts are HTML; others are plain text. */
const isHtml = (type = 'text') => /html/i.test(type);
const atomHtml = (text: AtomFeed.Content | undefined) =>
  isHtml(text?.type) ? text?.value : plainHtml(text?.value);

/** The pages of an entry: links with `alternate`, which is the default; HTML first. */
function atomLinks(
  links: { href?: string; rel?: string; type?: string }[] = [],
  wanted = 'alternate',
): (string | undefined)[] {
  return links
    .filter(({ rel = 'alternate' }) => rel.toLowerCase() === wanted)
    .sort((a, b) => Number(isHtml(b.type ?? 'html')) - Number(isHtml(a.type ?? 'html')))
    .map(({ href }) => href);
}

const isImage = ({ type, medium, url }: { type?: string; medium?: string; url?: string }) =>
  medium === 'image' ||
  /^image\//i.test(type ?? '') ||
  (!type && !medium && /\.(jpe?g|png|webp|gif|avif)\b/i.test(url ?? ''));

/** Narrower images are portraits or icons. */
const narrowest = 100;

const mediaContents = (media: MediaNs.ItemOrFeed | undefined) => [
  ...(media?.contents ?? []),
  ...(media?.groups ?? []).flatMap((group) => group.contents ?? []),
];

const dublinCoreTexts = (descriptions: string[] = [], terms?: DcTermsNs.ItemOrFeed<string>) => [
  ...descriptions,
  ...(terms?.descriptions ?? []),
  ...(terms?.abstracts ?? []),
];

const dublinCoreDates = (terms?: DcTermsNs.ItemOrFeed<string>) =>
  [terms?.issued, terms?.available, terms?.created, terms?.dates, terms?.modified].flatMap(
    (dates) => dates ?? [],
  );

/** Images of Media RSS: the widest first, then thumbnails. */
function mediaImages(media: MediaNs.ItemOrFeed | undefined): (string | undefined)[] {
  const groups = media?.groups ?? [];
  const contents = mediaContents(media);
  const thumbnails = [media, ...groups, ...contents].flatMap((part) => part?.thumbnails ?? []);
  const widest = (a: { width?: number }, b: { width?: number }) => (b.width ?? 0) - (a.width ?? 0);
  return [...contents.filter(isImage).sort(widest), ...thumbnails.sort(widest)]
    .filter(({ width }) => !width || width >= narrowest)
    .map(({ url }) => url);
}

const mediaText = (media: MediaNs.ItemOrFeed | undefined) =>
  [media, ...(media?.groups ?? [])].find((part) => part?.description)?.description?.value;
