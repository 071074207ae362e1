import { diffWords } from 'diff';

/** A run of words that both texts have, or one of them. */
export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

export interface Comparison {
  pieces: Piece[];
  /**
   * Why the pieces are not words: the texts have the same words, or comparing them would take too long, or too many other
   * texts wait to be compared.
   */
  note: 'spaces-only' | 'too-different' | 'busy' | null;
}

/** The same text before and after a change. */
export interface TextPair {
  before: string;
  after: string;
}

/** How many milliseconds the comparisons of one page may take together. */
const longest = 300;
/** How many pieces a page may have: printing each takes time, too. */
const mostPieces = 2_000;

/**
 * Compares the texts of one page, of one language (a BCP 47 tag), word by word. It takes about a third of a second at most:
 * texts that would take longer, or have too many pieces, are returned whole, the earlier one as removed and the later one
 * as added. On pages, use `compareWords`, which does it in another process.
 * @param within how many milliseconds it may take
 */
export function compareTexts(language: string, pairs: readonly TextPair[], within = longest): Comparison[] {
  const intlSegmenter = inParts(new Intl.Segmenter(language, { granularity: 'word' }));
  let [left, piecesLeft] = [within, mostPieces];
  return pairs.map(({ before, after }) => {
    const begun = performance.now();
    const found =
      left > 0 ? diffWords(before, after, { intlSegmenter, timeout: Math.ceil(left) }) : undefined;
    left -= performance.now() - begun;
    if (!found || found.length > piecesLeft) return wholeComparison({ before, after }, 'too-different');
    piecesLeft -= found.length;
    const pieces = found.map(({ added, removed, value }): Piece => {
      const kind = added ? 'added' : removed ? 'removed' : 'same';
      return { kind, text: value };
    });
    const isSame = pieces.every(({ kind }) => kind === 'same');
    return { pieces, note: isSame && before !== after ? 'spaces-only' : null };
  });
}

/**
 * A segmenter that takes parts of a text, as each segment holds a copy of all the text that was segmented with it. Spaces
 * are segments of their own, as diff doubles words otherwise: a narrow no-break space (`12 000`) is part of a word to ICU.
 */
const inParts = (segmenter: Intl.Segmenter) => ({
  resolvedOptions: () => segmenter.resolvedOptions(),
  *segment(text: string) {
    for (const [part] of text.matchAll(/[^]{1,500}(?=\s)|[^]{1,500}/gu))
      for (const { segment } of segmenter.segment(part))
        for (const [run] of segment.matchAll(/\s+|\S+/g)) yield { segment: run };
  },
});

/** Two values as pieces, for what is not compared by words. */
export const wholePieces = (before: string, after: string): Piece[] =>
  (
    [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ] as const
  ).filter(({ text }) => text !== '');

/** Both texts whole, with the reason. */
export const wholeComparison = ({ before, after }: TextPair, note: Comparison['note']): Comparison => ({
  pieces: wholePieces(before, after),
  note,
});
