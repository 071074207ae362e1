import type { Clock } from '../platform/clock.js';
import { relativeTime } from '../platform/text/relative-time.js';
import { isWord, translate } from '../platform/text/words.js';
import type { NoticeKind } from './notice-kinds.js';
import type { NoticeView } from './read-notices.js';

/** Notices as rows of a list in the reader's language. Those of a kind that is gone are left out. */
export function noticeRows(
  { clock }: { clock: Clock },
  kinds: readonly NoticeKind[],
  notices: readonly NoticeView[],
  { locale, timeZone }: { locale: string; timeZone: string },
) {
  return notices.flatMap(({ id, kind: name, at, isNew, values }) => {
    const kind = kinds.find((each) => each.name === name);
    if (!kind) return [];
    return [
      {
        href: `/notices/${id}`,
        isNew,
        at,
        ago: relativeTime(locale, timeZone, at, clock.now()),
        ...noticeWords(kind, values, locale),
      },
    ];
  });
}

/** The sentence of a notice, and what else there is to say, or null. */
export function noticeWords(kind: NoticeKind, values: NoticeView['values'], locale: string) {
  const name = values.name || translate(locale, 'notifications.someone');
  const say = (part: string) => translate(locale, `${kind.words}-${part}`, { ...values, name });
  const has = (part: string) => isWord(`${kind.words}-${part}`);
  return { name, text: say('text'), more: has('more') ? say('more') : null };
}
