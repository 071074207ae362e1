import { topic } from './sample-post.js';

export const seaAndClimate = topic('Sea and climate', [
  {
    title: 'What a meadow of seagrass does for a coast',
    link: 'https://www.coastal-notes.example/seagrass',
    summary:
      'It calms waves, keeps carbon and hides young fish. A marine biologist explains how it is planted.',
    level: 'industry',
    author: 'jonas',
    daysAgo: 66,
    offeredFor: 60,
    appeal: 0.8,
    copies: [
      'It calms waves, stores carbon and can be planted by hand. Learn something about seagrass today.',
      'I look at this coast every day and had no idea what grows on the bottom of it.',
      'Not our project, just a very good explanation of what keeps our harbours from silting up.',
    ],
  },
  {
    title: 'Slower ships, calmer porpoises',
    link: 'https://www.coastal-notes.example/underwater-noise',
    summary:
      'What a cut of two knots does to noise below the surface: three years of hydrophones, in one chart.',
    level: 'industry',
    author: 'seoyeon',
    daysAgo: 44,
    copies: [
      'Two knots slower, half the noise under water. One chart that I keep coming back to.',
      'Shipping is loud where we can’t hear it. Three years of measurements, told in five minutes.',
      'I listened to the recordings twice. Put your headphones on.',
    ],
  },
  {
    title: 'How to read a ship’s emission report without a degree',
    link: 'https://www.shortsea-review.example/reading-emission-reports',
    summary: 'Per mile, per tonne, per passenger: why three honest numbers say three different things.',
    level: 'industry',
    author: 'jonas',
    daysAgo: 27,
    copies: [
      'Per mile, per tonne or per passenger? Three honest numbers, three different stories.',
      'Bookmark this before the next person tells you that ferries are “green” or “dirty”. It depends on what you divide by.',
      'A fair guide to emission reports. It does not flatter us, which is why I trust it.',
    ],
  },
  {
    title: 'Wind back in the rigging: what rotor sails can and can’t do',
    link: 'https://www.shortsea-review.example/rotor-sails',
    summary: 'Eight per cent less fuel on a good route, nothing on a bad one. A sober look at an old idea.',
    level: 'industry',
    author: 'seoyeon',
    daysAgo: -2,
    fate: 'in-review',
    copies: [
      'Eight per cent on a good day, nothing on a bad one. A sober look at rotor sails.',
      'Sails are coming back, a little. I like articles that say where an idea does not work.',
    ],
  },
]);
