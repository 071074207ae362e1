import { DateTime, Info } from 'luxon';
import { unsubscribeHeaders, unsubscribeUrl } from '../notifications/index.js';
import type { Mail } from '../platform/net/mailer.js';
import { renderEmail } from '../platform/http/views.js';
import { translate } from '../platform/text/words.js';
import type { Services } from '../services.js';
import type { Person } from '../people/index.js';
import type { Digest } from './compose-digest.js';

interface Addressed {
  digest: Digest;
  person: Person;
  subscription: { id: string; token: string; weekday: number; hour: number };
  week: string;
  organizationName: string;
}

/** The digest as a mail in the reader's language. The Message-ID depends on reader and week only. */
export function digestMail(services: Services, addressed: Addressed): Mail {
  const { digest, person, subscription, week, organizationName } = addressed;
  const { publicUrl } = services;
  const { hostname } = new URL(publicUrl);
  const lang = person.language;
  const say = (key: string, values?: Record<string, unknown>) => translate(lang, `digests.${key}`, values);
  const posts = digest.posts.map((post) => ({ ...post, url: `${publicUrl}/posts/${post.id}` }));
  const [first, ...more] = posts;
  const figures = resultFigures(digest, say);
  const results = digest.results && { ...digest.results, figures };
  const brought = figures
    .map(({ value, label }) => `${new Intl.NumberFormat(lang).format(value)} ${label}`)
    .join(', ');

  return {
    to: { name: person.name, address: person.email },
    messageId: `<digest.${subscription.id}.${week}@${hostname}>`,
    headers: {
      ...unsubscribeHeaders(services, subscription),
      'List-Id': `<weekly-digest.${hostname}>`,
      'Auto-Submitted': 'auto-generated',
    },
    ...renderEmail('digest', {
      subject: first ? say('subject-post', { title: first.title }) : say('subject-results', { brought }),
      preheader: results ? say('preheader-results', { brought }) : say('preheader-post'),
      lang,
      timeZone: person.timeZone,
      organizationName,
      first: first ?? null,
      picture: digest.picture,
      more,
      results,
      resultsUrl: `${publicUrl}/me`,
      settingsUrl: `${publicUrl}/account/digest`,
      unsubscribeUrl: unsubscribeUrl(services, subscription),
      reason: say('reason', { organization: organizationName, ...moment(subscription, lang) }),
    }),
  };
}

/** The numbers to show, with their words: visitors, clicks, then each kind of conversion. */
function resultFigures({ results }: Digest, say: (key: string, values: { count: number }) => string) {
  if (!results) return [];
  const { visitors, clicks, conversions } = results;
  return [{ kind: 'visitor', count: visitors }, { kind: 'click', count: clicks }, ...conversions]
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => ({ value: count, label: say(`figure-${kind}`, { count }) }));
}

/** The chosen weekday and hour in words. */
function moment({ weekday, hour }: { weekday: number; hour: number }, locale: string) {
  const at = DateTime.fromObject({ year: 2026, hour }, { zone: 'utc', locale });
  return {
    weekday: Info.weekdays('long', { locale })[weekday - 1],
    hour: at.toLocaleString({ hour: 'numeric', minute: '2-digit' }),
  };
}
