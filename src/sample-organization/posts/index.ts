import { electricShips } from './electric-ships.js';
import { freight } from './freight.js';
import { harbourTowns } from './harbour-towns.js';
import { onBoard } from './on-board.js';
import type { SamplePost } from './sample-post.js';
import { seaAndClimate } from './sea-and-climate.js';
import { workingHere } from './working-here.js';

export type { SamplePost, Worth } from './sample-post.js';

/** What the editors of the sample organization wrote in twelve weeks. */
export const posts: SamplePost[] = [
  ...electricShips,
  ...workingHere,
  ...onBoard,
  ...freight,
  ...harbourTowns,
  ...seaAndClimate,
];
