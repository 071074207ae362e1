// Makes the files of public/fonts from the packages of the two faces: pinned, subset, as woff2. Run it after an update.
import { readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

/** Unicode ranges of one file each. A browser loads a file only when a page shows one of its characters. */
const subsets = {
  latin:
    'U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2215',
  'latin-ext': 'U+0100-0130,U+0132-0151,U+0154-024F,U+1E80-1E85,U+1E9E,U+20A0-20AB,U+20AD-20C0,U+2113',
  vietnamese: 'U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
};

type Axis = number | { min: number; max: number; default: number };

/** Newsreader pinned to the weight and the two optical sizes that pages use, and the sans with its weights from 400 to 600. */
const faces: { name: string; of: string; file: string; axes: Record<string, Axis> }[] = [
  { name: 'newsreader-display', of: 'newsreader', file: 'standard', axes: { wght: 600, opsz: 36 } },
  { name: 'newsreader-text', of: 'newsreader', file: 'standard', axes: { wght: 600, opsz: 18 } },
  {
    name: 'source-sans-3',
    of: 'source-sans-3',
    file: 'wght',
    axes: { wght: { min: 400, max: 600, default: 400 } },
  },
];

function charactersIn(range: string): string {
  return range
    .split(',')
    .map((part) => {
      const [first, last] = part
        .slice(2)
        .split('-')
        .map((code) => parseInt(code, 16));
      return Array.from({ length: (last ?? first!) - first! + 1 }, (_, n) =>
        String.fromCodePoint(first! + n),
      ).join('');
    })
    .join('');
}

for (const { name, of, file, axes } of faces)
  for (const [subset, range] of Object.entries(subsets)) {
    const source = `node_modules/@fontsource-variable/${of}/files/${of}-${subset}-${file}-normal.woff2`;
    const font = await subsetFont(readFileSync(source), charactersIn(range), {
      targetFormat: 'woff2',
      variationAxes: axes,
    });
    writeFileSync(`public/fonts/${name}-${subset}.woff2`, font);
    console.log(`${name}-${subset}.woff2: ${font.length} bytes`);
  }
