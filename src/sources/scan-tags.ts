import { remember } from '../platform/text/remember.js';

/** A tag of HTML or XML. */
export interface Tag {
  /** In lower case, with its prefix: `media:content`. */
  name: string;
  kind: 'open' | 'close' | 'alone';
  /** Its start and end. */
  from: number;
  to: number;
}

/**
 * The tags of a text in order, without those in comments, CDATA and instructions. Reads each character once, for
 * any text: an unclosed tag ends the list. The content of `rawText` elements, such as scripts, is skipped. Ends when
 * `most` characters of tags were read, whatever was skipped between them.
 */
export function* scanTags(text: string, rawText: string[] = [], most = Infinity): Generator<Tag> {
  let [at, read] = [0, 0];
  while (read < most && (at = text.indexOf('<', at)) >= 0) {
    read += 1;
    const skipped = skips.find(([begin]) => text.startsWith(begin, at));
    if (skipped) {
      // In HTML, "<!-->" is a whole comment.
      const end = text.indexOf(skipped[1], at + 2);
      if (end < 0) return;
      at = end + skipped[1].length;
      continue;
    }
    const [, slash, name] = tagStart.exec(text.slice(at, at + longestName)) ?? [];
    if (!name) {
      at += 1;
      continue;
    }
    const to = tagEnd(text, at);
    if (to < 0) return;
    read += to - at;
    const kind = slash ? 'close' : text[to - 2] === '/' ? 'alone' : 'open';
    const tag: Tag = { name: name.toLowerCase(), kind, from: at, to };
    yield tag;
    at = kind === 'open' && rawText.includes(tag.name) ? endOfContent(text, tag) : to;
    if (at < 0) return;
  }
}

const skips = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

function endOfContent(text: string, { name, to }: Tag): number {
  const end = new RegExp(`</${name}`, 'gi');
  end.lastIndex = to;
  return end.exec(text)?.index ?? -1;
}

const longestName = 80;
const tagStart = /^<(\/?)([a-z_][\w:.-]*)/i;

/** The position after the ">" of a tag, ignoring quoted values; -1 without one. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text[at]!;
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '>') return at + 1;
    else if ((char === '"' || char === "'") && isValueStart(text, at)) quote = char;
  }
  return -1;
}

/** A quotation mark begins a value only after "="; elsewhere it is a mistake. */
function isValueStart(text: string, at: number): boolean {
  let before = at - 1;
  while (before > at - 10 && (text[before] === ' ' || text[before] === '\n')) before -= 1;
  return text[before] === '=';
}

// Attributes may have either kind of quotes or none. No part of the pattern passes a "<", so the time is linear.
const attribute = remember(
  50,
  (name) => new RegExp(`\\s${name}\\s*=\\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\\s"'<>]+))`, 'i'),
);

/** The value of a tag's attribute, with entities decoded. */
export function attributeOf(tag: string, name: string): string | undefined {
  const found = attribute(name).exec(tag);
  return (found?.[1] ?? found?.[2] ?? found?.[3])?.trim().replaceAll('&amp;', '&');
}
