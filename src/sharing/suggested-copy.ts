import { createHash } from 'node:crypto';

/** The place of the copy that is the first in this person's own order. */
export const firstCopy = (copies: string[], personId: string, postId: string): number =>
  createHash('sha256').update(`${personId} ${postId}`).digest().readUInt32BE() % copies.length;

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * The place of the copy that at least half of the caption's words come from; null when they are the advocate's own, or
 * there are none.
 */
export function copyUsedIn(caption: string, copies: string[]): number | null {
  const words = wordsOf(caption);
  const counts = copies.map((copy) => {
    const known = new Set(wordsOf(copy));
    return words.filter((word) => known.has(word)).length;
  });
  const most = Math.max(0, ...counts);
  return most > 0 && most * 2 >= words.length ? counts.indexOf(most) : null;
}

/**
 * The copies in this person's own order. It differs between people, so that colleagues don't post the same text,
 * and is stable for one person and post.
 */
export function copiesInOwnOrder(copies: string[], personId: string, postId: string): string[] {
  const first = firstCopy(copies, personId, postId);
  return [...copies.slice(first), ...copies.slice(0, first)];
}

/** The words that a person is offered first for a post, and what their page puts before them; empty: nothing. */
export function firstWords(
  personId: string,
  post: { id: string; suggestedCopy: string[] },
  disclosure: string,
): { words: string; disclosure: string } {
  const [copy = ''] = copiesInOwnOrder(post.suggestedCopy, personId, post.id);
  const words = withoutDisclosure(copy, disclosure);
  return { words, disclosure: words && !hasDisclosure(words, disclosure) ? disclosure : '' };
}

const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** True when the caption contains the disclosure of the guideline, with or without its final full stop. */
export function hasDisclosure(caption: string, disclosure: string): boolean {
  return plain(caption).includes(plain(disclosure).replace(/[.!]$/, ''));
}

/** The copy without the disclosure at its beginning, because the page shows that on a line of its own. */
export function withoutDisclosure(copy: string, disclosure: string): string {
  const start = copy.trimStart();
  const isFirst = disclosure !== '' && start.toLowerCase().startsWith(disclosure.toLowerCase());
  return isFirst ? start.slice(disclosure.length).trimStart() : copy;
}

/**
 * Puts the disclosure before the copy, where no network hides it (16 CFR 255.5 requires it to be clear and
 * conspicuous). A copy that contains it is not changed.
 */
export function withDisclosure(copy: string, disclosure: string): string {
  if (!disclosure || hasDisclosure(copy, disclosure)) return copy;
  return `${disclosure} ${copy}`.trim();
}
