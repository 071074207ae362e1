import {
  artworkPath,
  motifNames,
  topicColourNames,
  type ArtworkInput,
  type TopicColour,
} from '../files/index.js';
import type { TopicView } from './topics.js';

type Say = (word: string, values?: Record<string, unknown>) => string;

/** Colours and motifs to choose from, each with a picture of it. */
export function topicChoices(topic: TopicView, values: Record<string, unknown>, say: Say) {
  const own = say(`posts.colour-${topic.derivedColour}`);
  return choicesOf({
    looks: { colour: topic.colour, motif: topic.motif, id: topic.id },
    unchosen: { colour: topic.derivedColour, label: say('posts.colour-none', { colour: own }) },
    values,
    say,
  });
}

/** The same for a topic that does not exist yet: which colour it has unless one is chosen follows from its id. */
export function newTopicChoices(values: Record<string, unknown>, say: Say) {
  const colour = topicColourNames[0];
  return choicesOf({
    looks: { colour, motif: null, id: '0'.repeat(24) },
    unchosen: { colour, label: say('posts.colour-any') },
    values,
    say,
  });
}

function choicesOf({
  looks,
  unchosen,
  values,
  say,
}: {
  looks: ArtworkInput;
  unchosen: { colour: TopicColour; label: string };
  values: Record<string, unknown>;
  say: Say;
}) {
  const colour = topicColourNames.find((name) => name === values.colour) ?? looks.colour;
  const choice = (
    field: 'colour' | 'motif',
    name: string | null,
    {
      label = say(`posts.${field}-${name ?? 'none'}`),
      ...picture
    }: Partial<ArtworkInput> & { label?: string },
  ) => ({
    value: name ?? '',
    label,
    src: artworkPath({ ...looks, ...picture }),
    selected: (values[field] ?? '') === (name ?? ''),
  });
  return {
    colours: [
      choice('colour', null, unchosen),
      ...topicColourNames.map((name) => choice('colour', name, { colour: name })),
    ],
    motifs: [null, ...motifNames].map((motif) => choice('motif', motif, { colour, motif })),
  };
}
