import { DateTime, Info } from 'luxon';
import { translate } from '../platform/words.js';
import type { Person } from '../users/index.js';
import type { SubscriptionView } from './find-subscription.js';

/** The page's choices in the reader's language, and when the next digest comes on the reader's clock. */
export function digestSettings(
  { active, nextDigestAt }: SubscriptionView,
  chosen: Record<string, unknown>,
  { language, timeZone }: Pick<Person, 'language' | 'timeZone'>,
) {
  const option = (name: string) => (value: string | number, label: string) => ({
    value,
    label,
    selected: String(chosen[name]) === String(value),
  });
  const word = (key: string) => translate(language, `notifications.settings-${key}`);
  const at = DateTime.fromJSDate(nextDigestAt, { zone: timeZone }).setLocale(language);
  return {
    active,
    timeZone,
    next: at.toLocaleString({
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: 'numeric',
      minute: '2-digit',
    }),
    switches: [option('active')('on', word('on')), option('active')('off', word('off'))],
    weekdays: Info.weekdays('long', { locale: language }).map((name, index) =>
      option('weekday')(index + 1, name),
    ),
    hours: Array.from({ length: 24 }, (_, hour) => {
      // Named on a day that has every hour.
      const name = DateTime.fromObject({ year: 2026, hour }, { zone: 'utc', locale: language });
      return option('hour')(hour, name.toLocaleString({ hour: 'numeric', minute: '2-digit' }));
    }),
  };
}
