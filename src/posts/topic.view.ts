import { artworkPath, motifNames, topicColourNames, type ArtworkInput } from '../files/index.js';
import type { TopicView } from './topics.js';

type Say = (word: string, values?: Record<string, unknown>) => string;

/** Colours and motifs to choose from, each with a picture of it. */
export function topicChoices({ id, ...topic }: TopicView, values: Record<string, unknown>, say: Say) {
  const looks = { colour: topic.colour, motif: topic.motif, id };
  const colour = topicColourNames.find((name) => name === values.colour) ?? looks.colour;
  const choice = (field: 'colour' | 'motif', name: string | null, picture: Partial<ArtworkInput>) => ({
    value: name ?? '',
    label: say(`posts.${field}-${name ?? 'none'}`, { colour: say(`posts.colour-${topic.derivedColour}`) }),
    src: artworkPath({ ...looks, ...picture }),
    selected: (values[field] ?? '') === (name ?? ''),
  });
  return {
    colours: [
      choice('colour', null, { colour: topic.derivedColour }),
      ...topicColourNames.map((name) => choice('colour', name, { colour: name })),
    ],
    motifs: [null, ...motifNames].map((motif) => choice('motif', motif, { colour, motif })),
  };
}
