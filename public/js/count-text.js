/** Counts as src/sharing/count-text.ts does; a test holds the two together. */
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** In code units. Each segment that the segmenter answers with costs as much as the text it is given. */
const pieceLength = 128;

/** The graphemes of a text. It is segmented piece by piece, so that the time grows with the length alone. */
function graphemes(text) {
  const all = [];
  let [start, length] = [0, pieceLength];
  while (start < text.length) {
    const end = endOfPiece(text, start + length);
    const found = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
    // The last one may go on behind the piece; when it is alone, the piece was too short for it.
    if (end < text.length) found.pop();
    length = found.length ? pieceLength : length * 2;
    all.push(...found);
    for (const { length: units } of found) start += units;
  }
  return all;
}

/** Never between the two halves of a code point. */
const endOfPiece = (text, end) =>
  end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1]) ? end + 1 : Math.min(end, text.length);

const single = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

const weightOf = (sign) => {
  const point = sign.codePointAt(0);
  return single.some(([first, last]) => point >= first && point <= last) ? 1 : 2;
};

const weightOfGrapheme = (grapheme) =>
  /\p{Emoji_Presentation}|\uFE0F/u.test(grapheme)
    ? 2
    : [...grapheme].reduce((weight, sign) => weight + weightOf(sign), 0);

export const countText = {
  characters: (text) => text.length,
  graphemes: (text) => graphemes(text).length,
  weighted: (text) =>
    graphemes(text.normalize('NFC').replace(/https?:\/\/\S+/gi, ' '.repeat(23))).reduce(
      (sum, grapheme) => sum + weightOfGrapheme(grapheme),
      0,
    ),
};
