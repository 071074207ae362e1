import { scanTags } from './scan-tags.js';

/** A page describes itself at its beginning. */
const mostHtml = 256 * 1024;
/** More than any ordinary page has. */
const mostTags = 500;
const longestTitle = 2_000;
const telling = ['html', 'base', 'meta', 'link'];

/**
 * The tags in which a page describes itself, as a flat page: up to the end of its head, from at most 256 KB. So
 * nested elements, however deep, are never parsed.
 */
export function pageHead(html: string): string {
  const text = html.slice(0, mostHtml);
  const parts: string[] = [];
  let lang = '';
  for (const { name, kind, from, to } of scanTags(text, ['script', 'style', 'title'])) {
    if (name === 'body' || (name === 'head' && kind === 'close') || parts.length > mostTags) break;
    if (name === 'html') lang ||= text.slice(from, to);
    else if (telling.includes(name)) parts.push(text.slice(from, to));
    else if (name === 'title' && kind === 'open')
      parts.push(`<title>${text.slice(to, to + longestTitle).split(/<\/title/i)[0]!}</title>`);
  }
  return `${lang || '<html>'}<head>${parts.join('\n')}</head></html>`;
}
