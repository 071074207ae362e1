import { attributeOf, scanTags } from './scan-tags.js';
import { webAddress } from './web-address.js';

/** A page describes itself at its beginning. Styles and scripts in front of that don't count. */
const mostTagText = 256 * 1024;
/** More than any ordinary page has. */
const mostTags = 500;
const longestTitle = 2_000;
const telling = ['html', 'base', 'meta', 'link'];
/** What is in them is no part of the page. */
const rawText = ['script', 'style', 'title', 'template', 'noscript', 'textarea', 'xmp', 'iframe', 'svg'];

/**
 * The tags in which a page describes itself, as a flat page: up to the end of its head, at most 256 KB of tags. So
 * nested elements, however deep, are never parsed.
 */
export function pageHead(html: string): string {
  const parts: string[] = [];
  let lang = '';
  for (const { name, kind, from, to } of scanTags(html, rawText, mostTagText)) {
    if (name === 'body' || (name === 'head' && kind === 'close') || parts.length > mostTags) break;
    if (name === 'html') lang ||= html.slice(from, to);
    else if (telling.includes(name)) parts.push(html.slice(from, to));
    else if (name === 'title' && kind === 'open') parts.push(`<title>${titleAt(html, to)}</title>`);
  }
  return `${lang || '<html>'}<head>${parts.join('\n')}</head></html>`;
}

/** The text of a title. A tag in it is text, not a part of the page. */
const titleAt = (html: string, from: number): string =>
  html
    .slice(from, from + longestTitle)
    .split(/<\/title/i)[0]!
    .replaceAll('<', '&lt;');

/** What the relative addresses of a page at `url` start from: its first `<base>` with an address, otherwise `url`. */
export function baseOf(head: string, url: string): string {
  const hrefs = (head.match(/<base\b[^<>]*>/gi) ?? []).flatMap((tag) => attributeOf(tag, 'href') ?? []);
  return webAddress(hrefs[0], url) ?? url;
}
