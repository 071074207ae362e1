import { hashOf } from '../../platform/data/random.js';

/** The eight colours that a topic can have, as they stand on a light page. */
export const topicColours = {
  fjord: '#1f66c5',
  heather: '#652b89',
  lagoon: '#1597ae',
  brass: '#b17f21',
  brick: '#8e0d08',
  kelp: '#626d30',
  rose: '#c84c73',
  slate: '#2c3a47',
} as const;

export type TopicColour = keyof typeof topicColours;
export const topicColourNames = Object.keys(topicColours) as [TopicColour, ...TopicColour[]];

/** What a picture can show in front of the sea; nothing by default, so that it suits any organization. */
export const motifNames = ['ferry', 'lighthouse', 'rail', 'containers', 'houses', 'turbines'] as const;
export type MotifName = (typeof motifNames)[number];

/** The colour of something for which nobody has chosen one: always the same for the same id. */
export const colourFrom = (id: string): TopicColour =>
  topicColourNames[hashOf(id) % topicColourNames.length]!;
