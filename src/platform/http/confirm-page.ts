import type { Response } from 'express';
import type { Message } from '../errors.js';
import { renderPage, say } from './pages.js';

interface Question {
  /** The question: “Remove this feed?” */
  title: Message;
  /** The name of the thing; empty when the question contains it. */
  subject: string;
  /** What will happen, and what will not change. */
  what: Message;
  button: Message;
  /** The address that the form is sent to. */
  action: string;
  /** The page that “Cancel” leads to. */
  back: string;
}

/** The page before an action that can't be undone easily: says what will happen. Works without JavaScript. */
export function renderConfirmPage(res: Response, { title, what, button, ...question }: Question): void {
  renderPage(res, 'confirmation/confirm', title, {
    ...question,
    what: say(res, what),
    button: say(res, button),
  });
}
