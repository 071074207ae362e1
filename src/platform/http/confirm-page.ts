import type { Response } from 'express';
import type { Message } from '../errors.js';
import { renderPage, say } from './pages.js';

interface Question {
  /** The question itself: “Remove this feed?” */
  title: Message;
  /** The name of the thing it is about; empty when the question says it. */
  subject: string;
  /** What will happen, and what stays. */
  what: Message;
  button: Message;
  /** Where the form is sent. */
  action: string;
  /** The page that “Cancel” leads back to. */
  back: string;
}

/** The step before something that can't be undone at once: says what will happen, and works without a script. */
export function renderConfirmPage(res: Response, { title, what, button, ...question }: Question): void {
  renderPage(res, 'confirmation/confirm', title, {
    ...question,
    what: say(res, what),
    button: say(res, button),
  });
}
