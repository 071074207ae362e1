/** How a network counts the length of a text. */
export type Count = 'characters' | 'graphemes' | 'weighted';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** In code units. The segmenter's time for each segment grows with the length of its text. */
const pieceLength = 128;

/** The graphemes of a text. It is segmented piece by piece, so that the time only grows with the length. */
export function graphemes(text: string): string[] {
  const all: string[] = [];
  let [start, length] = [0, pieceLength];
  while (start < text.length) {
    const end = endOfPiece(text, start + length);
    const found = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
    // The last grapheme may continue after the piece. If it is the only one, the piece was too short.
    if (end < text.length) found.pop();
    length = found.length ? pieceLength : length * 2;
    all.push(...found);
    for (const { length: units } of found) start += units;
  }
  return all;
}

/** Never within a surrogate pair. */
const endOfPiece = (text: string, end: number) =>
  end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1]!) ? end + 1 : Math.min(end, text.length);

// Code points that X counts once; all others count twice (twitter-text, configuration 3).
const single = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
] as const;
const weightOf = (sign: string) => {
  const point = sign.codePointAt(0)!;
  return single.some(([first, last]) => point >= first && point <= last) ? 1 : 2;
};

/** As X counts: an emoji 2 in any combination, an address 23, most scripts 1, Chinese, Japanese and Korean 2. */
function weigh(text: string): number {
  const rest = text.normalize('NFC').replace(/https?:\/\/\S+/gi, ' '.repeat(23));
  return graphemes(rest).reduce((sum, grapheme) => {
    if (/\p{Emoji_Presentation}|\uFE0F/u.test(grapheme)) return sum + 2;
    return sum + [...grapheme].reduce((weight, sign) => weight + weightOf(sign), 0);
  }, 0);
}

/**
 * The length of a text as a network counts it. `public/js/sharing.js` counts in the same way while somebody types.
 */
export const countText: Record<Count, (text: string) => number> = {
  characters: (text) => text.length,
  graphemes: (text) => graphemes(text).length,
  weighted: weigh,
};
