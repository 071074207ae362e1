import type { Fetcher } from '../platform/net/fetcher.js';

const address = 'https://www.shortsea-review.example/feed.xml';
const page = (path: string) => `https://www.shortsea-review.example/${path}`;

/** The latest entries of a trade magazine, newest first. */
const entries = [
  {
    path: 'hydrogen-tugs',
    title: 'Two hydrogen tugs, one year on: what the crews say',
    summary: 'Refuelling takes longer than promised, the noise is gone, and nobody wants to go back.',
    hoursAgo: 5,
  },
  {
    path: 'pilot-boats',
    title: 'Why pilot boats are the quiet winners of electrification',
    summary: 'Short trips, fixed berths, long nights: the best case for a battery afloat.',
    hoursAgo: 27,
  },
  {
    path: 'port-community-systems',
    title: 'One form instead of nineteen: a port community system that works',
    summary: 'Eleven agencies agreed on one set of data. It took four years and one stubborn harbour master.',
    hoursAgo: 51,
  },
  {
    path: 'ballast-water',
    title: 'Ballast water rules explained for everyone who is not a lawyer',
    summary: 'What has to be treated, who checks it, and which deadlines matter on short routes.',
    hoursAgo: 99,
  },
  {
    path: 'women-in-the-engine-room',
    title: 'Every fourth cadet in the engine room is a woman now',
    summary: 'Figures from nine academies, and what made people stay after the first year.',
    hoursAgo: 170,
  },
];

/** The feed's address, and a fetcher that serves it without a network. Other addresses are passed to `fetcher`. */
export const newsFeed = {
  address,
  fetcher:
    (fetcher: Fetcher, now: () => Date): Fetcher =>
    (url, headers) =>
      url === address
        ? Promise.resolve({
            status: 200,
            url,
            headers: { 'content-type': 'application/rss+xml; charset=utf-8' },
            body: Buffer.from(rss(now())),
          })
        : fetcher(url, headers),
};

const rss = (now: Date) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel>
<title>Short-Sea Review</title><link>${page('')}</link><language>en</language>
${entries
  .map(
    ({ path, title, summary, hoursAgo }) => `<item>
<guid>${page(path)}</guid><link>${page(path)}</link><title>${title}</title><description>${summary}</description>
<pubDate>${new Date(now.getTime() - hoursAgo * 3_600_000).toUTCString()}</pubDate>
</item>`,
  )
  .join('\n')}
</channel></rss>`;
