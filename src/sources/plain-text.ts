import sanitizeHtml from 'sanitize-html';
import { directionControls } from '../platform/text/visible-name.js';
import { withoutEnd } from '../platform/text/without-end.js';

/** Longer than anybody reads in the inbox; a publisher may send a whole book. */
const longestHtml = 20_000;

const blocks =
  /<\/?(?:address|article|blockquote|br|dd|div|dl|dt|figcaption|figure|h\d|hr|li|ol|p|pre|section|table|td|th|tr|ul)\b/gi;

/** The text of HTML on one line: without tags, scripts and styles, entities decoded, a space between blocks. */
export function plainText(html: string): string {
  const kept = sanitizeHtml(html.slice(0, longestHtml).replace(blocks, ' $&'), {
    allowedTags: [],
    allowedAttributes: {},
  });
  return oneLine(unescape(kept));
}

// What sanitize-html leaves escaped when no tag is left. The ampersand is last, so that nothing is decoded twice.
const unescape = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** A text on one line, without control characters, also those that turn its direction. */
export function oneLine(text: string): string {
  return text
    .replace(directionControls, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** At most `length` characters, shortened between words, with an ellipsis if something was removed. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  const space = cut.lastIndexOf(' ');
  const kept = space > length / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '');
  return `${withoutEnd(kept, /[\s,;:.–—-]/)}…`;
}
