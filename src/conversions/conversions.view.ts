import type { Response } from 'express';
import { findPosts } from '../posts/index.js';
import { currencyText } from '../platform/text/formats.js';
import { money } from '../platform/text/money.js';
import { localeIn, say } from '../platform/http/pages.js';
import type { ListedConversion } from './conversion-list.js';
import { findPeople } from '../people/index.js';

/** Long enough to show a UUID completely. */
const longestId = 36;

/** Rows of a list of conversions, with the names of posts and people as of today. */
export async function conversionRows(res: Response, items: ListedConversion[]) {
  const [posts, people] = await Promise.all([
    findPosts(items.flatMap(({ cause }) => cause?.postId ?? [])),
    findPeople(items.flatMap(({ voided }) => voided?.by ?? [])),
  ]);
  return items.map((item) => {
    const { id, kind, externalId, at, value, currency, via, status, cause, because, voided } = item;
    const post = cause && posts.get(cause.postId);
    return {
      id,
      kind: say(res, `conversions.kind-${kind}`),
      externalId: externalId.length > longestId ? `${externalId.slice(0, longestId)}…` : externalId,
      at,
      value: value === null || !currency ? '' : money(value, currency, localeIn(res)),
      via: say(res, `conversions.via-${via}`),
      status: say(res, `conversions.status-${status}`),
      mayBeVoided: status !== 'voided' && status !== 'replaced',
      voided: voided && { ...voided, by: people.get(voided.by)?.name ?? say(res, 'conversions.somebody') },
      post: post ? { id: post.id, title: post.title } : null,
      because: because ? say(res, `conversions.because-${because}`) : '',
    };
  });
}

/** Every currency, by its code, with its name in the reader's language. */
export function currencyChoices(locale: string, chosen: unknown) {
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} – ${currencyText(locale, code)}`,
    selected: code === chosen,
  }));
}

/** The code that a site adds to its pages. */
export function snippetFor(publicUrl: string) {
  return {
    script: `<script src="${publicUrl}/t.js" async></script>`,
    convert: [
      'groundswell.consent(true);',
      "groundswell.convert({ kind: 'sale', id: '4711', value: 1999, currency: 'EUR' });",
    ].join('\n'),
    pixel: `<img src="${publicUrl}/p.gif?gs=CLICK&kind=lead&id=4711" alt="" width="1" height="1">`,
    server: `${publicUrl}/api/conversions`,
  };
}
