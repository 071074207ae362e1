/** No name is longer. To normalize a letter with very many accents takes quadratic time. */
const longestFolded = 1_000;

/** A name as it is searched for: without case and accents, so that "jose" finds José. */
export function foldName(name: string): string {
  return name
    .slice(0, longestFolded)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Letters of a word that are compared by index. */
export const startLetters = { least: 2, most: 5 };

/** The words of a name, folded: "O’Neil-Baker" has three. */
export const wordsOfName = (name: string): string[] =>
  foldName(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** The first two to five letters of each word of a name: a text that an index finds whole. */
export function startsOfName(name: string): string[] {
  const { least, most } = startLetters;
  const starts = wordsOfName(name).flatMap((word) =>
    Array.from({ length: most - least + 1 }, (_, n) => [...word].slice(0, least + n).join('')),
  );
  return [...new Set(starts)].filter((start) => [...start].length >= least);
}

/** A name, and the fields by which it is sorted and found. */
export const nameFields = (name: string) => ({
  name,
  foldedName: foldName(name),
  nameStarts: startsOfName(name),
});
