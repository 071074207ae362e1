import type { Response } from 'express';
import type { Message } from '../errors.js';
import { localeOf } from '../text/formats.js';
import { direction, translate } from '../text/words.js';

/** Answers with the page `views/<view>`; `title` is the key of a text for the window and the heading. */
export function renderPage(
  res: Response,
  view: string,
  title: Message,
  data: { layout?: 'main' | 'plain' | 'print' } & Record<string, unknown> = {},
): void {
  res.render(view, { ...data, title: say(res, title) });
}

/** A text in the language of the person who gets this answer. */
export function say(res: Response, message: Message, values?: Record<string, unknown>): string {
  return translate(localeIn(res), message, values);
}

/**
 * The language of the person who gets this answer, with the formats of the organization's region. English for an
 * error before these are known.
 */
export const localeIn = (res: Response): string => (res.locals as { locale?: string }).locale ?? 'en';

/** For the locals of a page: its language and direction, and its locale, with the formats of a region. */
export const inLanguage = (lang: string, region?: string | null) => ({
  lang,
  dir: direction(lang),
  locale: localeOf(lang, region),
});
