import { countBytes, countText, type Count } from '../../public/js/count-text.js';
import { isWord, translate } from '../platform/text/words.js';

export interface Network {
  /** Its name, or the key of a text where that is no name. */
  label: string;
  /** The name of an icon in bootstrap-icons. */
  icon: string;
  /** The address of the network's composer; null if there is none and the link has to be copied. */
  composerUrl: (caption: string, url: string, title: string) => string | null;
  /** True when the address of the composer can contain the caption; otherwise the person pastes it. */
  takesCaption: boolean;
  /** Origins that the composer's address redirects to: browsers check these for forms as well. */
  redirectsTo?: string[];
  /** The longest text, including the link. Where the network has practically no limit, it is 3,000. */
  textLimit: number;
  counts: Count;
  /** The most bytes of UTF-8 of the same text, where a network has such a limit besides. */
  byteLimit?: number;
  /** How many characters a link counts, if it is the same for each. */
  linkCounts?: number;
  /** The setting of the organization with its longest text, because it differs. A longer one is not refused. */
  limitSetting?: 'mastodonLimit';
  /** True where people post a picture: the page of the share offers that of the post. */
  needsPicture?: boolean;
}

/** The longest caption that is stored, in characters. */
export const longestCaption = 3000;

// encodeURIComponent throws on lone surrogates.
const encode = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));

/** An address with these parameters, spaces as %20; empty ones are left out. */
function address(base: string, parameters: Record<string, string>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return base + given.map(([name, value]) => `${name}=${encode(value)}`).join('&');
}

/** The whole text for networks where the link is part of it: the caption, then the link in its own paragraph. */
export const withLink = (caption: string, url: string) => (caption ? `${caption}\n\n${url}` : url);

const unlimited = { textLimit: longestCaption, counts: 'characters' } as const;

/**
 * The networks, and what their composers accept. LinkedIn and Facebook read the preview card from the page.
 * LinkedIn's address with a text is unofficial, so the text can also be copied, as for all networks.
 */
export const networks = {
  linkedin: {
    label: 'LinkedIn',
    icon: 'linkedin',
    composerUrl: (caption, url) =>
      address('https://www.linkedin.com/feed/?', { shareActive: 'true', text: withLink(caption, url) }),
    takesCaption: true,
    textLimit: 3000,
    counts: 'characters',
  },
  x: {
    label: 'X',
    icon: 'twitter-x',
    composerUrl: (text, url) => address('https://x.com/intent/post?', { text, url }),
    takesCaption: true,
    redirectsTo: ['https://twitter.com'],
    textLimit: 280,
    counts: 'x',
    linkCounts: 23,
  },
  facebook: {
    label: 'Facebook',
    icon: 'facebook',
    composerUrl: (_caption, u) => address('https://www.facebook.com/sharer/sharer.php?', { u }),
    takesCaption: false,
    redirectsTo: ['https://m.facebook.com', 'https://web.facebook.com'],
    ...unlimited,
  },
  bluesky: {
    label: 'Bluesky',
    icon: 'bluesky',
    composerUrl: (caption, url) =>
      address('https://bsky.app/intent/compose?', { text: withLink(caption, url) }),
    takesCaption: true,
    textLimit: 300,
    counts: 'bluesky',
    // app.bsky.feed.post: maxGraphemes 300, maxLength 3000.
    byteLimit: 3000,
  },
  threads: {
    label: 'Threads',
    icon: 'threads',
    composerUrl: (text, url) => address('https://www.threads.com/intent/post?', { text, url }),
    takesCaption: true,
    redirectsTo: ['https://www.threads.net'],
    textLimit: 500,
    counts: 'threads',
  },
  mastodon: {
    label: 'Mastodon',
    icon: 'mastodon',
    composerUrl: (caption, url) =>
      address('https://share.joinmastodon.org/#', { text: withLink(caption, url) }),
    takesCaption: true,
    textLimit: 500,
    counts: 'mastodon',
    linkCounts: 23,
    limitSetting: 'mastodonLimit',
  },
  whatsapp: {
    label: 'WhatsApp',
    icon: 'whatsapp',
    composerUrl: (caption, url) => address('https://wa.me/?', { text: withLink(caption, url) }),
    takesCaption: true,
    redirectsTo: ['https://api.whatsapp.com', 'https://web.whatsapp.com'],
    ...unlimited,
  },
  telegram: {
    label: 'Telegram',
    icon: 'telegram',
    composerUrl: (text, url) => address('https://t.me/share/url?', { url, text }),
    takesCaption: true,
    ...unlimited,
  },
  instagram: {
    label: 'Instagram',
    icon: 'instagram',
    composerUrl: () => null,
    takesCaption: false,
    textLimit: 2200,
    counts: 'characters',
    needsPicture: true,
  },
  // Its address to share with leads to a board of jobs since 2026.
  xing: { label: 'XING', icon: 'briefcase', composerUrl: () => null, takesCaption: false, ...unlimited },
  reddit: {
    label: 'Reddit',
    icon: 'reddit',
    composerUrl: (_caption, url, title) => address('https://www.reddit.com/submit?', { url, title }),
    takesCaption: false,
    ...unlimited,
  },
  teams: {
    label: 'Microsoft Teams',
    icon: 'microsoft-teams',
    composerUrl: (msgText, href) =>
      address('https://teams.microsoft.com/share?', { href, msgText, preview: 'true' }),
    takesCaption: true,
    redirectsTo: ['https://teams.cloud.microsoft', 'https://teams.live.com'],
    ...unlimited,
  },
  email: {
    label: 'sharing.network-email',
    icon: 'envelope',
    composerUrl: (caption, url, subject) =>
      address('mailto:?', { subject, body: withLink(caption, url).replace(/\r\n|\r|\n/g, '\r\n') }),
    takesCaption: true,
    ...unlimited,
  },
  sms: {
    label: 'sharing.network-sms',
    icon: 'chat-text',
    // Some phones read the text only after `?`, and some only after `&`.
    composerUrl: (caption, url) => address('sms:?&', { body: withLink(caption, url) }),
    takesCaption: true,
    ...unlimited,
  },
  link: {
    label: 'sharing.network-link',
    icon: 'link-45deg',
    composerUrl: () => null,
    takesCaption: false,
    ...unlimited,
  },
} satisfies Record<string, Network>;

export type NetworkName = keyof typeof networks;
export const networkNames = Object.keys(networks) as [NetworkName, ...NetworkName[]];

/** What a network is called in this language. */
export function networkLabel(name: NetworkName, locale: string): string {
  const { label } = networks[name];
  return isWord(label) ? translate(locale, label) : label;
}

export const networkByName = (name: NetworkName): Network => networks[name];

/** The origins that a form of ours may lead to: those of the composers on the web, and where they redirect to. */
export function composerOrigins(): string[] {
  const all = Object.values<Network>(networks).flatMap(({ composerUrl, redirectsTo = [] }) => {
    const address = composerUrl('', 'https://example.com/', '');
    return address?.startsWith('https:') ? [new URL(address).origin, ...redirectsTo] : [];
  });
  return [...new Set(all)];
}

/** Longest texts that the organization sets. */
export type OwnLimits = { mastodonLimit: number };

/** The longest text on a network, including the link. */
export function limitOf(name: NetworkName, limits: OwnLimits): number {
  const { limitSetting, textLimit } = networkByName(name);
  return limitSetting ? limits[limitSetting] : textLimit;
}

/** The length of the post as the network counts it. */
export function lengthOn(name: NetworkName, caption: string, url: string): number {
  const { counts, linkCounts } = networkByName(name);
  const count = countText[counts];
  const link = linkCounts ?? count(url);
  return caption ? count(caption) + '\n\n'.length + link : link;
}

/** By how many bytes the post is longer than the network takes; 0 where it has no such limit. */
export function bytesTooMany(name: NetworkName, caption: string, url: string): number {
  const { byteLimit = Infinity } = networkByName(name);
  return Math.max(0, countBytes(withLink(caption, url)) - byteLimit);
}

const countNames: Record<Count, string> = {
  characters: 'characters',
  x: 'characters, as X weighs them',
  mastodon: 'graphemes, or as its server is set',
  bluesky: 'graphemes, a long link is shortened',
  threads: 'characters, an emoji counts its bytes',
};

/** The table for the documentation, in Markdown. */
export function networksTable(): string {
  const rows = Object.entries<Network>(networks).map(([name, network]) => [
    networkLabel(name as NetworkName, 'en'),
    network.composerUrl('', '…', '…')?.split(/[?#]/)[0]?.replace('https://', '') ??
      (network.needsPicture ? 'none: picture, text and link are copied' : 'none: text and link are copied'),
    network.composerUrl('', '…', '…') === null ? '' : network.takesCaption ? 'taken along' : 'pasted',
    `${network.textLimit} ${countNames[network.counts]}${network.linkCounts ? `, a link counts ${network.linkCounts}` : ''}${network.byteLimit ? `, and ${network.byteLimit} bytes` : ''}`,
  ]);
  const lines = [['Network', 'Composer', 'Caption', 'Longest text'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
