import { webAddress } from './web-address.js';

// Attributes may have either kind of quotes or none. No part of the pattern passes a "<", so the time is linear.
const attribute = (name: string) =>
  new RegExp(`\\s${name}\\s*=\\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\\s"'<>]+))`, 'i');

/** The value of a tag's attribute, with entities decoded. */
export function attributeOf(tag: string, name: string): string | undefined {
  const found = attribute(name).exec(tag);
  return (found?.[1] ?? found?.[2] ?? found?.[3])?.trim().replaceAll('&amp;', '&');
}

/** The address of the first visible image; tracking pixels are left out. */
export function firstImage(html: string): string | undefined {
  const seen = (html.slice(0, 50_000).match(/<img\b[^<>]*>/gi) ?? []).find(
    (tag) => !['width', 'height'].some((side) => /^[01](px)?$/.test(attributeOf(tag, side) ?? '')),
  );
  return seen && attributeOf(seen, 'src');
}

/** Removes a final link to the same page ("Continue reading…"), which does not belong in a summary. */
export function withoutLinkBack(html: string, link: string | null, base: string): string {
  const at = html.lastIndexOf('<a ');
  if (at < 0 || !link) return html;
  const tail = /^(<a [^<>]*>)[^<]*<\/a>\s*(?:<\/\w+>\s*)*$/i.exec(html.slice(at));
  return tail && webAddress(attributeOf(tail[1]!, 'href'), base) === link ? html.slice(0, at) : html;
}
