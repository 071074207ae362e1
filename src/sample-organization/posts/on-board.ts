import { topic } from './sample-post.js';

export const onBoard = topic('On board', [
  {
    title: 'One ticket for the ferry and the train',
    link: 'https://www.marram-ferries.example/ferry-and-train',
    summary:
      'From 140 stations to the quay and across, booked in one go. If the train is late, the next ferry is yours.',
    level: 'corporate',
    author: 'jonas',
    daysAgo: 76,
    offeredFor: 60,
    appeal: 1.2,
    brings: { kind: 'sale', rate: 0.056, worth: [48, 320] },
    copies: [
      'Train late, ferry gone? Not any more: one ticket for both, and the next crossing is yours.',
      'I commute like this myself: train to the quay, ferry across, one ticket on the phone. It took us two years to arrange and I am a little proud of it.',
      '140 stations, one ticket, no car. This is how I would visit us.',
    ],
  },
  {
    title: 'Twelve years at the information desk',
    link: 'https://newsroom.marram-ferries.example/people/information-desk',
    summary: '“Which way is the sea?” and other questions that Minh Châu answers with a straight face.',
    level: 'individual',
    author: 'seoyeon',
    daysAgo: 55,
    offeredFor: 45,
    appeal: 1.1,
    copies: [
      '“Which way is the sea?” Twelve years of questions, answered with patience.',
      'Everyone who designs anything should spend a day at an information desk. Read this instead, if you can’t.',
      'She knows every lost teddy bear by name. A portrait of my colleague Minh Châu.',
    ],
  },
  {
    title: 'Travelling with a wheelchair: the crossing step by step',
    link: 'https://www.marram-ferries.example/step-free',
    summary:
      'Photographs and measurements of every ramp, lift and cabin, and a telephone number that a person answers.',
    level: 'corporate',
    author: 'seoyeon',
    daysAgo: 34,
    brings: { kind: 'service-contact', rate: 0.064 },
    copies: [
      'Every ramp, lift and door on our ships, measured and photographed. Please pass it on to someone who needs it.',
      '“Accessible” tells you nothing. 92 centimetres does. We measured all our ships together with people who use wheelchairs.',
      'If you travel with a wheelchair, this page saves you three phone calls. And if you still want to call, a person answers.',
    ],
    proposed: {
      summary:
        'Photographs and measurements of every ramp, lift and cabin, now on MS Kittiwake too, and a telephone number that a person answers day and night.',
      copies: [
        'Every ramp, lift and door on our ships, measured and photographed. Please pass it on to someone who needs it.',
        '“Accessible” tells you nothing. 94 centimetres does. We measured each of our ships together with people who use wheelchairs.',
        'If you travel with a wheelchair, this page saves you three phone calls. And if you still want to call, a person answers.',
      ],
    },
  },
  {
    title: 'Plans change: move your booking until one hour before departure',
    link: 'https://www.marram-ferries.example/change-your-booking',
    summary: 'No fee, no form, no reason asked. It works on the page, by telephone and at the desk.',
    level: 'corporate',
    author: 'jonas',
    teams: ['Ports and passengers', 'Communications and sales', 'Digital', 'Fleet and crew'],
    daysAgo: 17,
    brings: { kind: 'service-contact', rate: 0.08 },
    copies: [
      'Child ill, meeting moved, storm on its way: change your crossing until an hour before. No fee.',
      'The question I hear most at the quay is “can I take the next one?” The answer is now yes, without a fee.',
      'We dropped the fee for changing a booking. It turned out to cost us less than the phone calls about it.',
    ],
  },
  {
    title: 'The best seat on board is not where you think',
    link: 'https://newsroom.marram-ferries.example/best-seat',
    summary: 'Six people who travel for a living give away their favourite places. Two are out of the wind.',
    level: 'individual',
    author: 'seoyeon',
    daysAgo: 3,
    appeal: 1.3,
    copies: [
      'Deck 6, port side, behind the funnel. Now you know. Tell me yours.',
      'I gave away my favourite seat and I regret it already. Five colleagues did the same.',
      'You asked where the crew sits. Here is the map.',
    ],
  },
  {
    title: 'A quiet hour on the first crossing of the day',
    link: 'https://www.marram-ferries.example/quiet-hour',
    summary:
      'Dimmed light, no announcements but those for safety, and a room with a door. Planned with people who asked for it.',
    level: 'corporate',
    author: 'seoyeon',
    daysAgo: -1,
    fate: 'scheduled',
    copies: [
      'From next week the first crossing of the day is a quiet one.',
      'No announcements, softer light, a room with a door. A small change that people asked us for.',
    ],
  },
]);
