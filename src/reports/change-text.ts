import type { Response } from 'express';
import { localeIn, say } from '../platform/http/pages.js';
import { numberText } from '../platform/text/formats.js';

/** A change as people say it: 14 % more, 9 % fewer. */
export function changeText(res: Response, now: number, before: number): string {
  const percent = Math.round((100 * Math.abs(now - before)) / before);
  return say(res, now > before ? 'reports.change-more' : 'reports.change-fewer', {
    percent: numberText(localeIn(res), percent),
  });
}
