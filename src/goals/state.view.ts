import type { Response } from 'express';
import { dayText, numberText } from '../platform/text/formats.js';
import { localeIn, say } from '../platform/http/pages.js';
import type { GoalState } from '../strategy/index.js';

const looks = {
  'not-begun': 'open',
  unmeasurable: 'open',
  'no-figure': 'due',
  behind: 'bad',
  'on-course': 'good',
  ahead: 'ahead',
} as const;

/** A number as pages of goals print it: whole, or with one decimal if it is small. */
export const figureText = (res: Response, value: number): string =>
  numberText(localeIn(res), Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value));

/** A number that was calculated: whole, or with one decimal below ten. */
export const roundText = (res: Response, value: number): string =>
  figureText(res, Math.abs(value) < 10 ? value : Math.round(value));

/** The state of a goal in words, with the number or day that makes it so. */
export function stateView(res: Response, { name, by, until }: GoalState) {
  const values = {
    by: roundText(res, Math.abs(by ?? 0)),
    day: until ? dayText(localeIn(res), until) : '',
  };
  const word = name === 'no-figure' && !until ? 'no-figure-yet' : name;
  return { look: looks[name], text: say(res, `goals.state-${word}`, values) };
}
