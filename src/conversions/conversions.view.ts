import type { PostBrief } from '../content/index.js';
import type { Message } from '../platform/errors.js';
import { money } from '../platform/money.js';
import type { ListedConversion } from '../tracking/index.js';

type Say = (message: Message) => string;

/** A UUID is shown whole. */
const longestId = 36;

/** A row of the list of conversions. */
export function conversionRow(
  { kind, externalId, at, value, currency, via, cause, because }: ListedConversion,
  { posts, say, lang }: { posts: Map<string, PostBrief>; say: Say; lang: string },
) {
  const post = cause && posts.get(cause.postId);
  return {
    kind: say(`conversions.kind-${kind}`),
    externalId: externalId.length > longestId ? `${externalId.slice(0, longestId)}…` : externalId,
    at,
    value: value === null || !currency ? '' : money(value, currency, lang),
    via: say(`conversions.via-${via}`),
    post: post ? { id: post.id, title: post.title } : null,
    because: because ? say(`tracking.because-${because}`) : '',
  };
}

/** Every currency, by its code, with its name in the reader's language. */
export function currencyChoices(lang: string, chosen: unknown) {
  const names = new Intl.DisplayNames([lang], { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} – ${names.of(code) ?? code}`,
    selected: code === chosen,
  }));
}

/** What a site puts on its pages. */
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
