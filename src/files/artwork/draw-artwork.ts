import { drawInFront, drawOnWater } from './motifs/index.js';
import { sceneOf, type ArtworkInput } from './scene.js';
import { drawReflection, drawSea } from './sea.js';
import { height, width } from './shapes.js';
import { drawHeadland, drawSky } from './sky.js';

/**
 * A harbour print in flat shapes, without any text, as SVG: 1200 × 628, the same for the same colour, motif and id.
 * Raise `drawingVersion` whenever a picture changes, as browsers store each address for a year.
 */
export function drawArtwork(input: ArtworkInput): string {
  const scene = sceneOf(input);
  const parts = [
    drawSky(scene),
    drawHeadland(scene),
    drawSea(scene, 0),
    drawReflection(scene),
    drawSea(scene, 1),
    drawOnWater(scene),
    drawSea(scene, 2),
    drawSea(scene, 3),
    drawSea(scene, 4),
    drawInFront(scene),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`;
}

/** Part of the address of each picture. */
export const drawingVersion = 1;
