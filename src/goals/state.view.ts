import type { Response } from 'express';
import { dayText, numberText } from '../platform/text/formats.js';
import { localeIn, say } from '../platform/http/pages.js';
import type { GoalState, NextStep } from '../strategy/index.js';
import type { MeasuredGoal } from './measure-goals.js';

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
export function goalStateView(res: Response, { name, by, until }: GoalState) {
  const values = {
    by: roundText(res, Math.abs(by ?? 0)),
    day: until ? dayText(localeIn(res), until) : '',
  };
  const word = name === 'no-figure' && !until ? 'no-figure-yet' : name;
  return { look: looks[name], text: say(res, `goals.state-${word}`, values) };
}

/** A goal as a bar, in thousandths of the way to its target: what is reached, and where it should be by now. */
export function goalBar({ goal: { start, target }, state }: MeasuredGoal) {
  const part = (value: number) =>
    Math.round(1_000 * Math.min(1, Math.max(0, (value - start) / (target - start || 1))));
  if (state.value === null) return null;
  return { value: part(state.value), tick: state.expected === null ? null : part(state.expected) };
}

/** What to add next to the strategy, in a sentence. */
export const nextStepText = (res: Response, { step, under }: NextStep): string =>
  say(res, `goals.next-${step}`, { title: under?.title ?? '' });
