import { hourText, weekdayAndTimeText, weekdaysInOrder, weekdayText } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import type { Person } from '../people/index.js';
import type { SubscriptionView } from './find-subscription.js';

/** The choices of the page in the reader's language, and when the next digest comes in the reader's zone. */
export function digestSettings(
  { active, paused, nextDigestAt }: SubscriptionView,
  chosen: Record<string, unknown>,
  { locale, timeZone }: Pick<Person, 'timeZone'> & { locale: string },
) {
  const option = (name: string) => (value: string | number, label: string) => ({
    value,
    label,
    selected: String(chosen[name]) === String(value),
  });
  const word = (key: string) => translate(locale, `notifications.settings-${key}`);
  return {
    active,
    paused,
    timeZone,
    next: weekdayAndTimeText(locale, timeZone, nextDigestAt),
    switches: [option('active')('on', word('on')), option('active')('off', word('off'))],
    weekdays: weekdaysInOrder(locale).map((weekday) =>
      option('weekday')(weekday, weekdayText(locale, weekday)),
    ),
    hours: Array.from({ length: 24 }, (_, hour) => option('hour')(hour, hourText(locale, hour))),
  };
}
