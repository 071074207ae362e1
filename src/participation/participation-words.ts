import type { Response } from 'express';
import { say } from '../platform/http/pages.js';

/** A text of the baseline by its key, with its values. */
export type SayOfBaseline = (key: string, values?: Record<string, unknown>) => string;

/** The texts of the baseline in the reader's language. */
export const wordsOfBaseline =
  (res: Response): SayOfBaseline =>
  (key, values = {}) =>
    say(res, `participation.${key}`, values);

/** A quarter as people say it, within a sentence or at the beginning of one. */
export const quarterText = (words: SayOfBaseline, quarter: string, key: 'quarter' | 'quarter-title') =>
  words(`${key}-${quarter.slice(-1)}`, { year: quarter.slice(0, 4) });
