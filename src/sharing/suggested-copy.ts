import { createHash } from 'node:crypto';

/**
 * The copies in this person's own order: which comes first differs from person to person, so that colleagues
 * don't post clones, and stays the same for one person and post.
 */
export function copiesInOwnOrder(copies: string[], personId: string, postId: string): string[] {
  const first = createHash('sha256').update(`${personId} ${postId}`).digest().readUInt32BE() % copies.length;
  return [...copies.slice(first), ...copies.slice(0, first)];
}

const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** True when the caption says who is speaking in the wording of the guideline; its final full stop may go. */
export function hasDisclosure(caption: string, disclosure: string): boolean {
  return plain(caption).includes(plain(disclosure).replace(/[.!]$/, ''));
}

/**
 * The copy with the disclosure in front of what it claims, where no network folds it away (16 CFR 255.5 wants it
 * clear and conspicuous). A copy that has it already stays as it is.
 */
export function withDisclosure(copy: string, disclosure: string): string {
  if (!disclosure || hasDisclosure(copy, disclosure)) return copy;
  return `${disclosure} ${copy}`.trim();
}
