import type { Response } from 'express';
import type { Message } from '../errors.js';
import { translate } from '../text/words.js';

/** Answers with the page `views/<view>`; `title` is the key of a text for the window and the heading. */
export function renderPage(
  res: Response,
  view: string,
  title: Message,
  data: { layout?: 'main' | 'plain' } & Record<string, unknown> = {},
): void {
  res.render(view, { ...data, title: say(res, title) });
}

/** A text in the language of the person who gets this answer. */
export function say(res: Response, message: Message, values?: Record<string, unknown>): string {
  return translate((res.locals as { lang: string }).lang, message, values);
}
