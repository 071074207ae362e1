import { topic } from './sample-post.js';

export const harbourTowns = topic('Harbour towns', [
  {
    title: 'Open day at the Sandhaven yard',
    link: 'https://www.marram-ferries.example/open-day',
    summary: 'Stand under a propeller, weld a name plate, ask the captain. Free, with registration.',
    level: 'corporate',
    author: 'seoyeon',
    daysAgo: 69,
    offeredFor: 12,
    appeal: 1.3,
    brings: { kind: 'sign-up', rate: 0.128 },
    copies: [
      'Stand under a propeller the size of a house. Open day at the yard, free with registration.',
      'I will be at the welding stand and I promise not to let go of the torch. Come to our open day.',
      'Bring the children, they ask the better questions. Open day at the Sandhaven yard.',
    ],
  },
  {
    title: 'A Saturday on the beach with gloves and bags',
    link: 'https://newsroom.marram-ferries.example/beach-day',
    summary: '74 colleagues, 310 kilos, one message in a bottle. The town council is keeping the bottle.',
    level: 'individual',
    author: 'jonas',
    daysAgo: 50,
    offeredFor: 30,
    appeal: 0.9,
    copies: [
      '310 kilos of rubbish and one message in a bottle. That was our Saturday.',
      'We ship past this beach forty times a day. Last Saturday we walked it.',
      'My back hurts, the beach is clean, and we found a letter from 1987.',
    ],
  },
  {
    title: 'Free crossings for school classes',
    link: 'https://www.marram-ferries.example/schools',
    summary:
      'Any class within 100 kilometres, once a year, with an hour on the bridge. Teachers can sign up now.',
    level: 'corporate',
    author: 'seoyeon',
    daysAgo: 38,
    brings: { kind: 'sign-up', rate: 0.096 },
    copies: [
      'Do you know a teacher? School classes cross for free, with an hour on the bridge.',
      'I saw the sea for the first time on a school trip. Now any class nearby can come for free, and I think that is the best thing we did this year.',
      'Teachers: one form, one free crossing, thirty children who want to be captains.',
    ],
  },
  {
    title: 'Harbour evening: see how a bridge works, at night',
    link: 'https://www.marram-ferries.example/harbour-evening',
    summary: 'Radar, red light and a cup of tea with the officer of the watch. Places for 120 people.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 1,
    offeredFor: 12,
    appeal: 1.2,
    brings: { kind: 'sign-up', rate: 0.112 },
    copies: [
      'Red light, radar and tea: come and see a ship’s bridge at night. 120 places.',
      'The bridge at night is my favourite place in this company. For one evening you can come too.',
      'Ever wondered why it is dark on the bridge? Come and ask the officer of the watch.',
    ],
  },
]);
