import { DateTime, Info } from 'luxon';
import { translate } from '../platform/text/words.js';
import type { Person } from '../people/index.js';
import type { SubscriptionView } from './find-subscription.js';

/** A moment in the reader's zone and language: `Tuesday, November 24 at 9:00 AM`. */
export function momentInWords(at: Date, zone: string, locale: string): string {
  const parts = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  } as const;
  return DateTime.fromJSDate(at, { zone }).setLocale(locale).toLocaleString(parts);
}

/** The choices of the page in the reader's language, and when the next digest comes in the reader's zone. */
export function digestSettings(
  { active, paused, nextDigestAt }: SubscriptionView,
  chosen: Record<string, unknown>,
  { language, timeZone }: Pick<Person, 'language' | 'timeZone'>,
) {
  const option = (name: string) => (value: string | number, label: string) => ({
    value,
    label,
    selected: String(chosen[name]) === String(value),
  });
  const word = (key: string) => translate(language, `notifications.settings-${key}`);
  return {
    active,
    paused,
    timeZone,
    next: momentInWords(nextDigestAt, timeZone, language),
    switches: [option('active')('on', word('on')), option('active')('off', word('off'))],
    weekdays: Info.weekdays('long', { locale: language }).map((name, index) =>
      option('weekday')(index + 1, name),
    ),
    hours: Array.from({ length: 24 }, (_, hour) => {
      // Named in UTC, where each hour exists.
      const name = DateTime.fromObject({ year: 2026, hour }, { zone: 'utc', locale: language });
      return option('hour')(hour, name.toLocaleString({ hour: 'numeric', minute: '2-digit' }));
    }),
  };
}
