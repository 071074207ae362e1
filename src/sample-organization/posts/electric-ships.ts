import { topic } from './sample-post.js';

export const electricShips = topic('Electric ships', [
  {
    title: 'Our first battery ferry has a name: MS Kittiwake',
    link: 'https://newsroom.marram-ferries.example/kittiwake-has-a-name',
    summary:
      'Passengers and crew sent in 2,300 names. The one that won belongs to a gull that nests on the harbour wall at Nyborre.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 82,
    offeredFor: 60,
    appeal: 1.4,
    copies: [
      'She will cross to Nyborre without burning a litre of diesel, and now she has a name: MS Kittiwake.',
      '2,300 names were suggested for our first battery ferry. I had my money on another one, but I have come round: meet MS Kittiwake. The story behind the name is worth two minutes of your day.',
      'Naming a ship is a serious matter. Ask anybody who has to paint it on the bow. Ours was chosen by the people who will travel on her.',
    ],
  },
  {
    title: 'What an electrician does all day on a ferry without an engine room',
    link: 'https://newsroom.marram-ferries.example/people/raul-and-the-batteries',
    summary: 'Raúl used to come home smelling of diesel. Now he reads cell temperatures before breakfast.',
    level: 'individual',
    author: 'seoyeon',
    teams: ['Engineering', 'Fleet and crew', 'People and culture', 'Communications and sales'],
    daysAgo: 62,
    offeredFor: 50,
    appeal: 1.2,
    copies: [
      'No engine room, no ear defenders, plenty to do. This is what the job looks like from the inside.',
      'I am asked once a week what there is left to repair on an electric ship. Quite a lot, it turns out, and most of it is more interesting than an oil filter.',
      'A colleague of mine swapped the smell of diesel for 1,848 battery modules. He explains it better than I can.',
    ],
  },
  {
    title: 'Shore power: what ports need before ships can plug in',
    link: 'https://www.shortsea-review.example/shore-power-what-is-missing',
    summary:
      'A plain explanation of grid connections, plugs that do not fit each other, and who pays for the cable.',
    level: 'industry',
    author: 'jonas',
    daysAgo: 45,
    copies: [
      'Everyone wants ships to plug in. Almost nobody talks about the substation behind the quay. This article does.',
      'If you wonder why your ferry still runs a generator in port: it is rarely the ship. A good overview of what is missing on land.',
      'Shore power in five minutes: the grid, the plug and the bill.',
    ],
  },
  {
    title: 'MS Kittiwake has finished her sea trials',
    link: 'https://newsroom.marram-ferries.example/kittiwake-sea-trials',
    summary:
      'Eleven days, three storms, one stuck lifeboat hatch. What was measured, what was mended, and when she enters service.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 24,
    appeal: 1.6,
    brings: { kind: 'sign-up', rate: 0.04 },
    copies: [
      'Eleven days at sea, three storms, and one stuck hatch. MS Kittiwake has passed her trials.',
      'I was not on board for the storms and I am fine with that. Proud of everyone who was: our battery ferry has passed her sea trials.',
      'What do you test on a ship that makes no noise? Everything twice, because you can finally hear it. Here is the log of the sea trials.',
      'The trials are over and the list of repairs is public. I like that we print what went wrong as well.',
    ],
  },
  {
    title: 'Leise im Hafen: Was Anwohner von der neuen Fähre merken',
    link: 'https://presse.marram-ferries.example/leise-im-hafen',
    summary:
      'Messungen am Kai vor und nach dem Wechsel: 14 Dezibel weniger beim Ablegen, und was das an einem Sonntagmorgen heißt.',
    level: 'corporate',
    language: 'de',
    author: 'jonas',
    daysAgo: 6,
    copies: [
      '14 Dezibel leiser beim Ablegen. Am schönsten fand ich die Reaktion der Bäckerei am Kai.',
      'Eine Fähre, die man nicht mehr hört, klingt nach nichts. Für die Leute, die am Hafen wohnen, ist genau das die Nachricht.',
      'Wir haben gemessen, statt zu versprechen: So viel leiser ist die neue Fähre im Hafen.',
    ],
  },
  {
    title: 'Eleven minutes to charge: how the quay at Nyborre does it',
    link: 'https://newsroom.marram-ferries.example/eleven-minutes',
    summary: 'Batteries on land fill up slowly between arrivals, so that the ship can fill up quickly.',
    level: 'corporate',
    author: 'seoyeon',
    daysAgo: -3,
    fate: 'in-review',
    copies: [
      'Eleven minutes at the quay, and she is ready to go back. The trick is a battery on land.',
      'The grid at Nyborre could never charge a ferry in eleven minutes. So we did not ask it to.',
    ],
  },
]);
