/** What the posts are about, in the order in which the topics were made. */
export const topics = [
  { name: 'Electric ships', colour: 'fjord', motif: 'ferry' },
  { name: 'Working here', colour: 'heather', motif: 'lighthouse' },
  { name: 'On board', colour: 'lagoon', motif: 'rail' },
  { name: 'Freight', colour: 'brass', motif: 'containers' },
  { name: 'Harbour towns', colour: 'brick', motif: 'houses' },
  { name: 'Sea and climate', colour: 'kelp', motif: 'turbines' },
] as const;
