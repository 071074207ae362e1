import { isbot } from 'isbot';
import { agentOf, header, referrerHost, type Visit } from './describe-visit.js';

/** What the rules judge: a visit, and what the store knows of this visitor. */
export interface Situation {
  visit: Visit;
  /** The advocate whose link it is, signed in to the portal in this browser. */
  isOwn: boolean;
  /** One of at least `burst.links` different links this visitor opened within `burst.seconds`. */
  inBurst: boolean;
  /** This visitor's click on this link counted less than `repeatMinutes` ago. */
  isRepeat: boolean;
}

interface ClickRule {
  /** The reason kept with the click. Its words are `tracking.rule-<name>` and `tracking.why-<name>`. */
  name: string;
  excludes(situation: Situation): boolean;
  source: string;
}

export const burst = { links: 3, seconds: 10 };
export const repeatMinutes = 60;

/** Fetchers of the cards that networks and messengers show beside a link. People in their apps have other agents. */
const previewCrawlers = [
  ...['LinkedInBot', 'facebookexternalhit', 'Facebot', 'meta-external', 'facebookcatalog', 'Twitterbot'],
  ...['Slackbot', 'Slack-ImgProxy', 'SkypeUriPreview', 'MicrosoftPreview', 'BingPreview', 'WhatsApp/'],
  ...['TelegramBot', 'Discordbot', 'Mastodon/', 'Cardyb', 'redditbot', 'XING-contenttabreceiver'],
  ...['Pinterestbot', 'Pinterest/0', 'kakaotalk-scrap', 'line-poker', 'Iframely', 'Embedly', 'vkShare'],
  // isbot takes these for people: Office asks before it opens the browser, TikTok loads ahead, a translator,
  // Apple's programs fetching for themselves (a replayed log showed them: icons).
  ...['ms-office', 'Microsoft Office', 'thirdLandingPageFeInfra', 'ShortLinkTranslate', 'CFNetwork/'],
];
const scannerAgents = ['Barracuda', 'Mimecast', 'Proofpoint', 'Zscaler'];
const scannerHosts = [
  ...['mimecastprotect.com', 'url.emailprotection.link', 'urlsand.com', 'statics.teams.cdn.office.net'],
  ...['deref-mail.com', 'deref-gmx.com'],
];

const names = (text: string, list: string[]) =>
  list.some((name) => text.toLowerCase().includes(name.toLowerCase()));
const isHostOf = (host: string | null, list: string[]) =>
  list.some((known) => host === known || host?.endsWith(`.${known}`));
const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** The click rules in order: the first that excludes a visit gives the reason; a visit that none excludes is a click. */
export const clickRules = [
  { name: 'not-get', excludes: ({ visit }) => visit.method !== 'GET', source: 'Dub, detect-bot.ts' },
  {
    name: 'no-agent',
    excludes: ({ visit }) => agentOf(visit) === '',
    source: 'own; isbot passes an empty agent',
  },
  {
    name: 'preview',
    excludes: ({ visit }) => names(agentOf(visit), previewCrawlers),
    source: 'the networks’ crawler pages; Dub, bots-list.ts; own trial of isbot 5.2.3',
  },
  { name: 'bot', excludes: ({ visit }) => isbot(agentOf(visit)), source: 'isbot 5.2.3' },
  {
    name: 'prefetch',
    excludes: ({ visit }) =>
      purposeHeaders.some((name) => names(header(visit, name), ['prefetch', 'prerender', 'preview'])),
    source: 'MDN, Sec-Purpose; Chromium; X-Moz of older Firefox, X-Purpose of older Safari',
  },
  {
    name: 'not-a-navigation',
    excludes: ({ visit }) =>
      !['', 'document'].includes(header(visit, 'sec-fetch-dest')) ||
      !['', 'navigate'].includes(header(visit, 'sec-fetch-mode')),
    source: 'W3C Fetch Metadata',
  },
  {
    name: 'scanner',
    excludes: ({ visit }) =>
      isHostOf(referrerHost(visit), scannerHosts) || names(agentOf(visit), scannerAgents),
    source: 'Dub, bots-list.ts; the agents by name: own',
  },
  { name: 'own-click', excludes: ({ isOwn }) => isOwn, source: 'own' },
  {
    name: 'burst',
    excludes: ({ inBurst }) => inBurst,
    source: 'own; mail scanners open every link of a mail at once',
  },
  { name: 'repeat', excludes: ({ isRepeat }) => isRepeat, source: 'Dub, record-click.ts' },
] as const satisfies readonly ClickRule[];

export type ExclusionReason = (typeof clickRules)[number]['name'];

/** Why this visit is not a click; null when it is one. */
export function classify(situation: Situation): ExclusionReason | null {
  return clickRules.find((rule) => rule.excludes(situation))?.name ?? null;
}
