import { hours, paletteOf, type Hour, type Palette } from './palette.js';
import { hashOf, randomFor, type Random } from '../../platform/data/random.js';
import type { MotifName, TopicColour } from './topic-colours.js';
import { width } from './shapes.js';

/** What a picture is drawn from: the same three give the same picture. */
export interface ArtworkInput {
  colour: TopicColour;
  motif: MotifName | null;
  id: string;
}

/** What the id chose, in the order in which it is chosen. */
export interface Scene {
  motif: MotifName | null;
  hour: Hour;
  /** Where sun or moon stand; the headland is on the other side. */
  side: 'left' | 'right';
  horizon: number;
  disc: { x: number; y: number; r: number };
  /** Seen through a porthole: what matters lies within it. */
  isRound: boolean;
  /** Two for each of three edges in the sky and five layers of the sea. */
  phases: (readonly [number, number])[];
  palette: Palette;
  /** For what follows: stars or gulls, headland, motif. */
  random: Random;
}

/** Radius, and height above the horizon or, for those high in the sky, below the top. */
const discs: Record<Hour, { r: number; low?: number; high?: number }> = {
  dawn: { r: 74, low: 44 },
  noon: { r: 54, high: 150 },
  dusk: { r: 84, low: 66 },
  night: { r: 44, high: 132 },
};

/** Chooses hour, side, horizon, place of the disc and phases. */
export function sceneOf({ colour, motif, id }: ArtworkInput): Scene {
  const random = randomFor(colour, id);
  const hour = hours[random.below(hours.length)]!;
  const side = random.below(2) ? 'left' : 'right';
  const horizon = Math.round(random.between(352, 382));
  const { r, low, high } = discs[hour];
  const isRound = motif === 'rail' && hashOf(id) % 3 === 0;
  const fromEdge = isRound ? random.between(455, 540) : random.between(210, 330);
  const rise = random.between(-14, 14);
  const phases = Array.from(
    { length: 8 },
    () => [random.between(0, 2 * Math.PI), random.between(0, 2 * Math.PI)] as const,
  );
  return {
    motif,
    hour,
    side,
    horizon,
    disc: {
      x: side === 'left' ? fromEdge : width - fromEdge,
      y: (high ? high + (isRound ? 80 : 0) : horizon - low!) + rise,
      r,
    },
    isRound,
    phases,
    palette: paletteOf(colour, hour),
    random,
  };
}
