import { isHostOf } from './click-rules.js';

/** The kinds of places that visitors come from, as a browser or app names them. */
export const referrerClasses = ['network', 'search', 'mail', 'own-site', 'other', 'none'] as const;
export type ReferrerClass = (typeof referrerClasses)[number];

/**
 * The hosts of each class; what is below a host belongs to it. `google.*` stands for the host in any country, with or
 * without `www.`, and nothing below it. Names that begin with `com.` are apps on Android. The first class that fits
 * counts, so that mail.google.com is mail.
 */
export const referrerHosts = {
  mail: [
    ...['mail.google.com', 'com.google.android.gm', 'com.microsoft.office.outlook', 'mail.yahoo.com'],
    ...['outlook.live.com', 'outlook.office.com', 'outlook.office365.com', 'outlook.cloud.microsoft'],
    ...['safelinks.protection.outlook.com', 'mail.aol.com', 'mail.proton.me', 'app.fastmail.com'],
    ...['mail.zoho.com', 'mail.ru', 'mail.yandex.ru', 'gmx.net', 'gmx.com', 'gmx.de', 'mail.com', 'web.de'],
    ...['deref-web.de', 'email.t-online.de', 'com.samsung.android.email.provider', 'com.fsck.k9'],
  ],
  network: [
    ...['linkedin.com', 'lnkd.in', 'com.linkedin.android'],
    ...['x.com', 'twitter.com', 't.co', 'com.twitter.android'],
    ...['facebook.com', 'fb.com', 'fb.me', 'com.facebook.katana', 'com.facebook.lite', 'messenger.com'],
    ...['threads.com', 'threads.net', 'instagram.com', 'com.instagram.android'],
    ...['bsky.app', 'xyz.blueskyweb.app'],
    ...['joinmastodon.org', 'mastodon.social', 'mastodon.online', 'mstdn.social', 'fosstodon.org'],
    ...['troet.cafe', 'org.joinmastodon.android'],
    ...['whatsapp.com', 'wa.me', 'com.whatsapp', 'com.whatsapp.w4b'],
    ...['telegram.org', 'telegram.me', 't.me', 'org.telegram.messenger', 'xing.com', 'com.xing.android'],
    ...['reddit.com', 'redd.it', 'com.reddit.frontpage'],
    ...['teams.microsoft.com', 'teams.cloud.microsoft', 'teams.live.com', 'com.microsoft.teams'],
  ],
  search: [
    ...['google.*', 'com.google.android.googlequicksearchbox', 'bing.com', 'duckduckgo.com', 'ecosia.org'],
    ...[
      'search.yahoo.com',
      'yandex.*',
      'ya.ru',
      'baidu.com',
      'qwant.com',
      'startpage.com',
      'search.brave.com',
    ],
    ...['swisscows.com', 'mojeek.com', 'seznam.cz', 'naver.com', 'kagi.com', 'metager.de', 'search.ch'],
  ],
} as const satisfies Partial<Record<ReferrerClass, readonly string[]>>;

const country = /^(com?\.)?[a-z]{2,3}$/;

const isOf = (host: string, known: string) => {
  if (!known.endsWith('.*')) return isHostOf(host, [known]);
  const name = known.slice(0, -1);
  const bare = host.replace(/^www\./, '');
  return bare.startsWith(name) && country.test(bare.slice(name.length));
};

/**
 * Where a visitor came from.
 * @param host of the referrer, in lower case; null when there was none
 * @param ownHosts the hosts of the organization
 */
export function referrerClass(host: string | null, ownHosts: readonly string[]): ReferrerClass {
  if (host === null) return 'none';
  if (isHostOf(host, ownHosts)) return 'own-site';
  // Web mail on an organization's own server has no known name, but usually this one.
  if (host.startsWith('webmail.')) return 'mail';
  for (const [name, hosts] of Object.entries(referrerHosts))
    if (hosts.some((known) => isOf(host, known))) return name as keyof typeof referrerHosts;
  return 'other';
}
