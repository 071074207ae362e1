import type { Response } from 'express';
import type { Message } from '../errors.js';
import type { Form } from './forms.js';
import { say } from './pages.js';

/** The label of a field, and how to show its stored value if it is not shown as typed. */
type Shown = string | { label: Message; show?: (value: unknown) => string };

/** A field as it is stored; `rows` is its height next to the form. */
export interface Stored {
  label: string;
  text: string;
  rows: number;
}

const mostRows = 12;
const lettersInRow = 60;

/**
 * The stored value of each field that differs from what was typed, for a form that somebody else was faster with;
 * empty for other forms.
 */
export function storedMeanwhile(
  res: Response,
  form: Form,
  stored: Record<string, unknown>,
  fields: Record<string, Shown>,
): Stored[] {
  if (!form.conflict) return [];
  return Object.entries(fields)
    .filter(([name]) => textOf(stored[name]) !== textOf(form.values[name]))
    .map(([name, field]) => {
      const { label, show = textOf } = typeof field === 'string' ? { label: field } : field;
      const text = show(stored[name]) || say(res, 'common.conflict-empty');
      const rows = text
        .split('\n')
        .reduce((sum, line) => sum + Math.ceil((line.length + 1) / lettersInRow), 0);
      return { label: say(res, label), text, rows: Math.min(rows, mostRows) };
    });
}

const textOf = (value: unknown): string =>
  [value ?? '']
    .flat()
    .map((one) =>
      String(one as string | number)
        .replace(/\r\n?/g, '\n')
        .trim(),
    )
    .filter(Boolean)
    .join('\n\n');
