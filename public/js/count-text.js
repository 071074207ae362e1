/** Counts as src/sharing/count-text.ts does; a test holds the two together. */
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text) => [...segmenter.segment(text)].map(({ segment }) => segment);
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
