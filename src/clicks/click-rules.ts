import { createHash } from 'node:crypto';
import { isbot } from 'isbot';
import { remember } from '../platform/text/remember.js';
import { agentOf, referrerHost, textOf, type Visit } from './describe-visit.js';

interface ClickRule {
  /** The reason that is stored with the click. Its texts are `clicks.rule-<name>` and `clicks.why-<name>`. */
  name: string;
  /** Whether a visit by this user agent is excluded. */
  agent?(agent: string): boolean;
  /**
   * Whether this request is excluded. A rule with neither function needs more than the request: it is applied when
   * the visit is recorded.
   */
  visit?(visit: Visit): boolean;
  source: string;
}

export const burst = { links: 3, seconds: 10 };
export const repeatMinutes = 60;
export const tooSoonSeconds = 60;

/**
 * Programs of networks and messengers that fetch the preview card of a link. People in their apps have other
 * agents.
 */
const previewCrawlers = [
  ...['LinkedInBot', 'facebookexternalhit', 'Facebot', 'meta-external', 'facebookcatalog', 'Twitterbot'],
  ...['Slackbot', 'Slack-ImgProxy', 'SkypeUriPreview', 'MicrosoftPreview', 'BingPreview', 'WhatsApp/'],
  ...['TelegramBot', 'Discordbot', 'Mastodon/', 'Cardyb', 'redditbot', 'XING-contenttabreceiver'],
  ...['Pinterestbot', 'Pinterest/0', 'kakaotalk-scrap', 'line-poker', 'Iframely', 'Embedly', 'vkShare'],
  // isbot takes these for people: Office asks before it opens the browser, TikTok loads ahead, a translator, and
  // Apple programs that fetch icons (seen in a replayed log).
  ...['ms-office', 'Microsoft Office', 'thirdLandingPageFeInfra', 'ShortLinkTranslate', 'CFNetwork/'],
];
const scannerAgents = ['Barracuda', 'Mimecast', 'Proofpoint', 'Zscaler'];
const scannerHosts = [
  ...['mimecastprotect.com', 'url.emailprotection.link', 'urlsand.com', 'statics.teams.cdn.office.net'],
  ...['deref-mail.com', 'deref-gmx.com'],
];

const names = (text: string, list: string[]) =>
  list.some((name) => text.toLowerCase().includes(name.toLowerCase()));

/** Whether a host is one of these, or below one. */
export const isHostOf = (host: string | null, list: readonly string[]): boolean =>
  list.some((known) => host === known || host?.endsWith(`.${known}`));

/**
 * The click rules in order. The first one that excludes a visit is the reason. A visit that none excludes is a
 * click.
 */
export const clickRules = [
  { name: 'not-get', visit: ({ method }) => method !== 'GET', source: 'Dub, detect-bot.ts' },
  { name: 'no-agent', agent: (agent) => agent === '', source: 'own; isbot passes an empty agent' },
  {
    name: 'preview',
    agent: (agent) => names(agent, previewCrawlers),
    source: 'the networks’ crawler pages; Dub, bots-list.ts; own trial of isbot 5.2.3',
  },
  { name: 'bot', agent: (agent) => isbot(agent), source: 'isbot 5.2.3' },
  {
    name: 'prefetch',
    visit: ({ headers }) =>
      [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']].some(
        (purpose) => purpose !== undefined && names(textOf(purpose), ['prefetch', 'prerender', 'preview']),
      ),
    source: 'MDN, Sec-Purpose; Chromium; X-Moz of older Firefox, X-Purpose of older Safari',
  },
  {
    name: 'not-a-navigation',
    visit: ({ headers }) =>
      !['', 'document'].includes(textOf(headers['sec-fetch-dest'])) ||
      !['', 'navigate'].includes(textOf(headers['sec-fetch-mode'])),
    source: 'W3C Fetch Metadata',
  },
  {
    name: 'scanner',
    agent: (agent) => names(agent, scannerAgents),
    visit: (visit) => isScannerHost(referrerHost(visit)),
    source: 'Dub, bots-list.ts; the agents by name: own',
  },
  { name: 'too-soon', source: 'own; mail scanners open a link as it is delivered' },
  { name: 'own-click', source: 'own' },
  { name: 'burst', source: 'own; mail scanners open every link of a mail at once' },
  { name: 'repeat', source: 'Dub, record-click.ts' },
] as const satisfies readonly ClickRule[];

export type ExclusionReason = (typeof clickRules)[number]['name'];

/** Stored with each click, so that it can be classified again when the rules have changed. */
export type Marks = ExclusionReason[];

const rules: readonly ClickRule[] = clickRules;
const visitRules = rules.filter((rule) => 'visit' in rule);

/** The rules that exclude this visit because of its request. */
export function marksOf(visit: Visit): Marks {
  const byAgent = marksOfAgent(agentOf(visit));
  const byVisit = visitRules.filter((rule) => rule.visit!(visit)).map(({ name }) => name as ExclusionReason);
  return inOrder([...byAgent, ...byVisit]);
}

const marksOfAgent = remember(2_000, (agent): Marks =>
  rules.filter((rule) => rule.agent?.(agent)).map(({ name }) => name as ExclusionReason),
);

const inOrder = (marks: Marks): Marks =>
  marks.length > 1 ? clickRules.map(({ name }) => name).filter((name) => marks.includes(name)) : marks;

/** Whether a link shared by mail was opened before anybody could have read that mail: the rule `too-soon`. */
export function isTooSoon(link: { network: string; createdAt: Date }, at: Date): boolean {
  return link.network === 'email' && at.getTime() - link.createdAt.getTime() < tooSoonSeconds * 1000;
}

/** Whether this referrer belongs to a mail scanner: the part of the rule `scanner` that needs only the host. */
export const isScannerHost = (host: string | null): boolean => isHostOf(host, scannerHosts);

/**
 * Changes when the rules would classify stored clicks differently. Agents are not stored, so rules about agents
 * are left out.
 */
export function rulesFingerprint(): string {
  const rules = [clickRules.map(({ name }) => name), burst, repeatMinutes, tooSoonSeconds, scannerHosts];
  return createHash('sha256').update(JSON.stringify(rules)).digest('base64url');
}

/** Why a visit with these marks is not a click; null when it is a click. */
export function reasonOf(marks: readonly string[]): ExclusionReason | null {
  return clickRules.find(({ name }) => marks.includes(name))?.name ?? null;
}
