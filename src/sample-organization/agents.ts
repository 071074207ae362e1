import type { NetworkName } from '../sharing/index.js';

/** User agents of people who open links. */
export const browsers = {
  phone: [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.31',
    'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0',
  ],
  desktop: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  ],
};

/** By network: the programs that fetch preview cards, and the referrer of people. */
export const traffic: Record<NetworkName, { previews: string[]; referrer: string | null }> = {
  linkedin: {
    previews: ['LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)'],
    referrer: 'https://www.linkedin.com/',
  },
  x: { previews: ['Twitterbot/1.0'], referrer: 'https://t.co/' },
  facebook: {
    previews: [
      'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
      'meta-externalagent/1.1',
    ],
    referrer: 'https://l.facebook.com/',
  },
  bluesky: {
    previews: ['Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)'],
    referrer: 'https://go.bsky.app/',
  },
  threads: {
    previews: ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
    referrer: 'https://l.threads.com/',
  },
  mastodon: {
    // Each server that receives the post fetches the card.
    previews: [
      'Mastodon/4.4.5 (http.rb/5.3.1; +https://mastodon.example/) Bot',
      'Mastodon/4.3.9 (http.rb/5.2.0; +https://fosse.example/) Bot',
    ],
    referrer: null,
  },
  whatsapp: { previews: ['WhatsApp/2.23.20.0'], referrer: null },
  telegram: { previews: ['TelegramBot (like TwitterBot)'], referrer: null },
  instagram: { previews: [], referrer: 'https://l.instagram.com/' },
  xing: { previews: ['XING-contenttabreceiver/2.0'], referrer: 'https://www.xing.com/' },
  sms: { previews: [], referrer: null },
  reddit: {
    previews: ['Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)'],
    referrer: 'https://www.reddit.com/',
  },
  teams: {
    previews: [
      'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
    ],
    referrer: null,
  },
  email: { previews: [], referrer: null },
  link: { previews: [], referrer: null },
};

/** Crawlers that read the web all the time. */
export const crawlers = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'curl/8.5.0',
];

/** Mail gateways open links before the reader of the mail does. */
export const mailScanner = { referrer: 'https://protect-eu.mimecastprotect.com/' };
