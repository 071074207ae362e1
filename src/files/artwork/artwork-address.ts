import { drawingVersion } from './draw-artwork.js';
import type { ArtworkInput } from './scene.js';
import { motifNames, topicColourNames } from './topic-colours.js';

const shape = new RegExp(
  `^(\\d{1,4})/(${topicColourNames.join('|')})-(none|${motifNames.join('|')})-([0-9a-f]{24})$`,
);

/** Names a picture within its address, so that nothing else is needed to draw it. */
export const artworkName = ({ colour, motif, id }: ArtworkInput): string =>
  `${drawingVersion}/${colour}-${motif ?? 'none'}-${id}`;

/** The address of a picture as SVG. */
export const artworkPath = (input: ArtworkInput): string => `/pictures/artwork/${artworkName(input)}.svg`;

/** What a name asks for; null for one that names no picture. */
export function readArtworkName(name: string): { input: ArtworkInput; isCurrent: boolean } | null {
  const [, version, colour, motif, id] = shape.exec(name) ?? [];
  if (!id) return null;
  const input = { colour, motif: motif === 'none' ? null : motif, id } as ArtworkInput;
  return { input, isCurrent: Number(version) === drawingVersion };
}
