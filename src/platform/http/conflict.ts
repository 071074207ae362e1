import type { Response } from 'express';
import type { Message } from '../errors.js';
import type { Form } from './forms.js';
import { say } from './pages.js';

/** How a field is called, and how its stored value is shown where that is not what a person types. */
type Shown = string | { label: Message; show?: (value: unknown) => string };

/** A field as it is stored; `rows` so that it can be read beside the form. */
export interface Stored {
  label: string;
  text: string;
  rows: number;
}

const mostRows = 12;
const lettersInRow = 60;

/**
 * What is stored now in each field where it differs from what was typed, for a form whose page somebody else changed
 * meanwhile; empty for any other form.
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
