import MarkdownIt, { type Token } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

/** A part of a text: a heading and what follows it. */
export interface Part {
  /** The id of its heading on a page, made of its title. It begins with `part-`, as no id of a page does. */
  id: string;
  /** The heading without formatting, and without a number in front. */
  title: string;
  /** The heading as sanitized HTML, without its element. */
  heading: string;
  /** What follows, as sanitized HTML. */
  html: string;
  /** The Markdown of what follows. */
  source: string;
}

export interface Rendered {
  /** What stands before the first part; the whole text if there are no parts. */
  intro: Pick<Part, 'html' | 'source'>;
  parts: Part[];
  /** How many headings there are, if they are too many for parts; 0 otherwise. */
  headingsTooMany: number;
  words: number;
}

const markdown = new MarkdownIt({ html: false, linkify: true });

const inline = ['a', 'strong', 'em', 's', 'code'];
const blocks = [
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'ul', 'ol', 'li', 'pre'],
  ...['blockquote', 'hr', 'br', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

const sanitized = (html: string, allowedTags: string[]) =>
  sanitizeHtml(html, {
    allowedTags,
    allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
    allowedSchemes: ['https', 'http', 'mailto', 'tel'],
    transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer' }) },
  });

/** A text with more headings than this has no parts, so that its contents stay a list that helps. */
export const mostParts = 100;

/**
 * An editor's Markdown as sanitized HTML, divided at its headings: raw HTML is shown as text, and only allow-listed
 * elements and attributes remain.
 */
export function renderMarkdown(source: string): Rendered {
  const env = {};
  const tokens = withoutEmptyHeadings(markdown.parse(source, env));
  const headings = headingsOf(tokens);
  const level = levelOfParts(headings);
  const starts = headings.filter((heading) => heading.level === level);
  const isDivided = starts.length <= mostParts;
  lowerHeadings(tokens, level);

  const lines = source.split('\n');
  const piece = (from: number, to: number) =>
    sanitized(markdown.renderer.render(tokens.slice(from, to), markdown.options, env), [
      ...blocks,
      ...inline,
    ]);
  const used = new Set<string>();
  const parts = (isDivided ? starts : []).map((start, index, all): Part => {
    const next = all[index + 1];
    const content = withoutNumber(tokens[start.at + 1]!);
    const title = plainText(content);
    return {
      id: idOf(title, used),
      title,
      heading: sanitized(markdown.renderer.renderInline(content, markdown.options, env), inline),
      html: piece(start.at + 3, next?.at ?? tokens.length),
      source: lines.slice(start.endLine, next?.line).join('\n').trim(),
    };
  });
  const first = isDivided ? starts[0] : undefined;
  return {
    intro: {
      html: piece(0, first?.at ?? tokens.length),
      source: lines.slice(0, first?.line).join('\n').trim(),
    },
    parts,
    headingsTooMany: isDivided ? 0 : starts.length,
    words: wordsIn(source),
  };
}

interface Heading {
  /** The place of its first token; its text and its end follow. */
  at: number;
  level: number;
  line: number;
  endLine: number;
}

/** A heading without words, such as that of a picture alone, would be an empty line that readers stop at. */
function withoutEmptyHeadings(tokens: Token[]): Token[] {
  const isEmpty = (open: Token | undefined, content: Token | undefined) =>
    open?.type === 'heading_open' && !/[\p{L}\p{N}\p{P}\p{S}]/u.test(plainText(content?.children ?? null));
  return tokens.filter(
    (_token, at) =>
      !isEmpty(tokens[at], tokens[at + 1]) &&
      !isEmpty(tokens[at - 1], tokens[at]) &&
      !isEmpty(tokens[at - 2], tokens[at - 1]),
  );
}

/** The headings that are not inside of a list or a quote. */
const headingsOf = (tokens: Token[]): Heading[] =>
  tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open' || token.level > 0) return [];
    const [line, endLine] = token.map!;
    return [{ at, level: Number(token.tag.slice(1)), line, endLine }];
  });

/** The highest level that has several headings, because a single one above them is a title. */
function levelOfParts(headings: Heading[]): number {
  const levels = headings.map(({ level }) => level).sort((a, b) => a - b);
  return levels.find((level, index) => levels[index + 1] === level) ?? levels[0] ?? 1;
}

/** The page has its own h1: headings of parts become h2, and those inside of parts follow. */
function lowerHeadings(tokens: Token[], levelOfPart: number): void {
  for (const token of tokens)
    if (token.type === 'heading_open' || token.type === 'heading_close') {
      const level = Number(token.tag.slice(1)) - levelOfPart + 2;
      token.tag = `h${Math.min(Math.max(level, 2), 6)}`;
    }
}

/** Pages number the parts themselves, so the number that a writer gave to a part is left out. */
function withoutNumber({ children }: Token): Token[] {
  const first = children?.[0];
  if (first?.type === 'text') {
    const [, text] = /^\d{1,2}[.)]\s+(.+)$/.exec(first.content) ?? [];
    first.content = text ?? first.content;
  }
  return children ?? [];
}

const plainText = (tokens: Token[] | null): string =>
  (tokens ?? [])
    .map(({ type, content }) =>
      /^(text|code_inline)$/.test(type) ? content : /break$/.test(type) ? ' ' : '',
    )
    .join('')
    .trim();

const longestId = 60;

function idOf(title: string, used: Set<string>): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .slice(0, longestId)
    .replace(/^-|-$/g, '');
  const base = `part-${name}`;
  let id = base;
  for (let count = 2; used.has(id); count += 1) id = `${base}-${count}`;
  used.add(id);
  return id;
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** Words, for the time that reading takes. Scripts without spaces have about two characters to a word. */
function wordsIn(text: string): number {
  const characters = text.match(unspaced)?.length ?? 0;
  const words = text.replace(unspaced, ' ').match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}’'-]*/gu)?.length ?? 0;
  return words + Math.round(characters / 2);
}
