import { pauseUrl, unsubscribeHeaders, unsubscribeUrl } from '../notifications/index.js';
import type { Mail } from '../platform/net/mailer.js';
import { renderEmail } from '../platform/http/emails.js';
import { hourText, languageText, localeOf, weekdayText } from '../platform/text/formats.js';
import { relativeTime } from '../platform/text/relative-time.js';
import { translate } from '../platform/text/words.js';
import type { Services } from '../services.js';
import { networkLabel, type NetworkName } from '../sharing/index.js';
import type { Person } from '../people/index.js';
import type { Digest } from './compose-digest.js';
import { resultsInWords, type Say } from './results-in-words.js';

interface Addressed {
  digest: Digest;
  person: Person;
  subscription: { id: string; token: string; weekday: number; hour: number };
  week: string;
  organization: { name: string; region: string };
}

/** The digest as a mail in the reader's language. The Message-ID depends on reader and week only. */
export function digestMail(services: Services, addressed: Addressed): Mail {
  const { digest, person, subscription, week, organization } = addressed;
  const { publicUrl } = services;
  const { hostname } = new URL(publicUrl);
  const locale = localeOf(person.language, organization.region);
  const say: Say = (key, values) => translate(locale, `digests.${key}`, values);
  const first = digest.first && firstPost(digest.first, publicUrl, locale, say);
  const results = digest.results && {
    ...resultsInWords(digest.results, locale, say),
    url: `${publicUrl}/me`,
  };

  return {
    to: { name: person.name, address: person.email },
    messageId: `<digest.${subscription.id}.${week}@${hostname}>`,
    headers: {
      ...unsubscribeHeaders(services, subscription),
      'List-Id': `<weekly-digest.${hostname}>`,
      'Auto-Submitted': 'auto-generated',
    },
    ...renderEmail(services, 'digest', {
      subject: first ? say('subject-post', { title: first.title }) : (results?.heading ?? ''),
      preheader: first ? (results?.heading ?? say('preheader')) : null,
      locale,
      timeZone: person.timeZone,
      organizationName: organization.name,
      greeting: say(greetingAt(subscription.hour, first !== null), { name: person.name }),
      first,
      more: digest.more.map((post) => ({
        ...post,
        url: `${publicUrl}/posts/${post.id}?from=digest`,
        about: aboutPost(services, post, { ...person, locale }, say),
      })),
      results,
      thanks: digest.thanks && {
        ...thanksInWords(digest.thanks, say),
        url: `${publicUrl}/thanks`,
      },
      rhythm: say('rhythm', {
        weekday: weekdayText(locale, subscription.weekday),
        hour: hourText(locale, subscription.hour),
      }),
      footerLinks: [
        { label: say('change-day'), url: `${publicUrl}/account/digest` },
        { label: say('pause'), url: pauseUrl(services, subscription) },
        { label: say('no-more'), url: unsubscribeUrl(services, subscription) },
      ],
    }),
  };
}

/** One line about thanks that everybody may see. */
const thanksInWords = ({ latest, more }: NonNullable<Digest['thanks']>, say: Say) => ({
  line: say('thanks', {
    from: latest.from ?? say('former-colleague'),
    to: latest.to,
    text: latest.text,
  }),
  link: more ? say('thanks-more', { count: more }) : say('thanks-link'),
});

/** The first post with its button, and the other ways to share it. */
function firstPost(post: NonNullable<Digest['first']>, publicUrl: string, locale: string, say: Say) {
  const page = `${publicUrl}/posts/${post.id}`;
  const urlOf = (name: NetworkName) => `${page}?from=digest&network=${name}`;
  const [main = 'link', ...others] = post.networks;
  return {
    ...post,
    share: {
      label: say('share-on', { network: networkLabel(main, locale), context: main }),
      url: urlOf(main),
    },
    others: [
      ...others.map((name) => ({ label: networkLabel(name, locale), url: urlOf(name) })),
      { label: say('change-words'), url: `${urlOf(main)}#caption` },
    ],
  };
}

function greetingAt(hour: number, hasPost: boolean): string {
  if (!hasPost) return 'greeting-results';
  if (hour < 4 || hour > 17) return 'greeting-evening';
  return hour < 12 ? 'greeting-morning' : 'greeting-afternoon';
}

/** The topic of a post, and its age, or its language where that is not the reader's. */
function aboutPost(
  { clock }: Services,
  { topic, publishedAt, language }: Digest['more'][number],
  { language: lang, locale, timeZone }: Person & { locale: string },
  say: Say,
): string[] {
  const isForeign = language.split('-')[0] !== lang.split('-')[0];
  const second = isForeign
    ? say('in-language', { language: languageText(locale, language) })
    : relativeTime(locale, timeZone, publishedAt, clock.now());
  return topic ? [topic, second] : [second];
}
