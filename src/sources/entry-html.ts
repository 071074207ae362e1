import { isDecoration } from './decoration.js';
import { attributeOf } from './scan-tags.js';
import { webAddress } from './web-address.js';

/** Where an image is that a script loads when it is seen. Its `src` is empty until then. */
const lazySources = ['data-src', 'data-lazy-src', 'data-original'];

/** A text that begins with more decoration than this has no picture. */
const mostImages = 20;

/** The addresses of the pictures in HTML, in order, without decoration. Of each, the ones to try first come first. */
export function imagesIn(html: string): (string | undefined)[] {
  return (html.slice(0, 50_000).match(/<img\b[^<>]*>/gi) ?? [])
    .slice(0, mostImages)
    .filter((tag) => !isDecoration(tag))
    .flatMap((tag) => [...lazySources, 'src'].map((name) => attributeOf(tag, name)));
}

/** Removes a final link to the same page ("Continue reading…"), which does not belong in a summary. */
export function withoutLinkBack(html: string, link: string | null, base: string): string {
  const at = html.lastIndexOf('<a ');
  if (at < 0 || !link) return html;
  const tail = /^(<a [^<>]*>)[^<]*<\/a>\s*(?:<\/\w+>\s*)*$/i.exec(html.slice(at));
  return tail && webAddress(attributeOf(tail[1]!, 'href'), base) === link ? html.slice(0, at) : html;
}
