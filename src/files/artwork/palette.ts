import { fromHex, toHex } from './oklch.js';
import { topicColours, type TopicColour } from './topic-colours.js';

export const hours = ['dawn', 'noon', 'dusk', 'night'] as const;
export type Hour = (typeof hours)[number];

export const cream = '#fff0d2';
export const lamp = '#ffd88f';
/** Orange of a lifebuoy, the same in every topic. */
export const buoy = '#c9551c';

/** Everything a picture is painted with. */
export interface Palette {
  /** Of the topic, from dark to pale, at 0 to 6. */
  tones: string[];
  /** From the top down. */
  sky: string[];
  /** From the horizon to the viewer. */
  sea: string[];
  headland: string;
  disc: string;
  /** The darkest things: hulls, rocks, cranes. */
  dark: string;
  /** What is painted white, as it looks at this hour. */
  white: string;
  gulls: string;
}

/** Lightness, and the share of the topic's chroma at it. */
type Tone = readonly [l: number, share: number];

// prettier-ignore
const ownTones: Tone[] = [[0.24, 0.55], [0.33, 0.8], [0.43, 1], [0.54, 1], [0.66, 0.85], [0.79, 0.6], [0.9, 0.34]];

// prettier-ignore
const skies: Record<Hour, (Tone | string)[]> = {
  dawn: [[0.79, 0.6], [0.9, 0.34], '#f8e3c2', '#f6d3a0'],
  noon: [[0.79, 0.6], [0.84, 0.5], [0.9, 0.34], [0.94, 0.2]],
  dusk: [[0.43, 1], [0.54, 1], '#c68865', '#e9b276'],
  night: [[0.24, 0.55], [0.28, 0.7], [0.33, 0.8], [0.39, 0.9]],
};

// prettier-ignore
const seas: Record<Hour, Tone[]> = {
  dawn: [[0.66, 0.85], [0.54, 1], [0.43, 1], [0.33, 0.8], [0.24, 0.55]],
  noon: [[0.66, 0.85], [0.54, 1], [0.43, 1], [0.33, 0.8], [0.24, 0.55]],
  dusk: [[0.45, 1], [0.39, 1], [0.33, 0.9], [0.28, 0.8], [0.23, 0.65]],
  night: [[0.36, 0.85], [0.32, 0.8], [0.28, 0.7], [0.24, 0.55], [0.2, 0.46]],
};

const headlands: Record<Hour, Tone> = {
  dawn: [0.66, 0.85],
  noon: [0.66, 0.85],
  dusk: [0.33, 0.8],
  night: [0.24, 0.55],
};

const discs: Record<Hour, string> = { dawn: cream, noon: cream, dusk: '#fde5b8', night: '#f6ead2' };

/** Topics in whose sky the colour is carried alone: a red sea looks like no sea. */
const warm: TopicColour[] = ['brass', 'brick', 'rose'];
const coolWater = { c: 0.05, h: 232 };

/** The colours of a topic at an hour. */
export function paletteOf(colour: TopicColour, hour: Hour): Palette {
  const { c, h } = fromHex(topicColours[colour]);
  const own = { c: 0.09 * Math.min(1, c / 0.12), h };
  const water = warm.includes(colour) ? coolWater : own;
  const paint = (tone: Tone | string, of = own) =>
    typeof tone === 'string' ? tone : toHex({ l: tone[0], c: of.c * tone[1], h: of.h });
  const tones = ownTones.map((tone) => paint(tone));
  const isDark = hour === 'dusk' || hour === 'night';
  return {
    tones,
    sky: skies[hour].map((tone) => paint(tone)),
    sea: seas[hour].map((tone) => paint(tone, water)),
    headland: paint(headlands[hour]),
    disc: discs[hour],
    dark: paint(isDark ? [0.17, 0.45] : [0.24, 0.55]),
    white: hour === 'night' ? paint([0.8, 0.6]) : cream,
    gulls: hour === 'dusk' ? cream : paint([0.33, 0.8]),
  };
}
