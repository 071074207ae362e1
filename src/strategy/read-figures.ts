import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Message } from '../platform/errors.js';
import { hasDecimalComma, localeOfNumbers } from '../platform/text/formats.js';
import { likelyFormats, readMoment, type DateFormat } from '../platform/text/read-moment.js';
import type { Row } from '../platform/text/read-rows.js';
import { languages, translate } from '../platform/text/words.js';
import {
  likelyDecimalMark,
  plainDigits,
  readNumber,
  type DecimalMark,
} from '../platform/text/written-number.js';
import { figureFields } from './accounting-fields.js';

export const figureColumns = ['day', 'value', 'outOf', 'part', 'source'] as const;
type FigureColumn = (typeof figureColumns)[number];
const needed: FigureColumn[] = ['day', 'value', 'source'];

export interface FigureRow {
  /** Its line in the file, from 1. */
  line: number;
  fields?: z.output<typeof figureFields>;
  /** The column that is wrong, and why. */
  problem?: [column: FigureColumn, message: Message];
}

/**
 * The figures of a table whose first row names the columns. Dates and numbers are read as most of the file is written,
 * and as in the region of `locale` where a file can be read in two ways.
 */
export function readFigures(
  rows: Row[],
  { locale, now }: { locale: string; now: Date },
): { rows: FigureRow[] } | { missing: string[] } {
  const [head, ...body] = rows;
  const columns = columnsOf(head!.cells);
  const missing = needed.filter((column) => columns[column] < 0);
  if (missing.length)
    return { missing: missing.map((column) => translate(locale, `strategy.figures-column-${column}`)) };
  const cell = ({ cells }: Row, column: FigureColumn) => (cells[columns[column]] ?? '').trim();
  const written = writtenAs(
    body.map((row) => cell(row, 'day')),
    body.flatMap((row) => [cell(row, 'value'), cell(row, 'outOf')]),
    { locale, now },
  );
  const lineOf = new Map<string, number>();
  return {
    rows: body.map((row): FigureRow => {
      const { line } = row;
      if (row.broken) return { line, problem: ['day', 'strategy.figures-row-broken'] };
      const typed = Object.fromEntries(figureColumns.map((column) => [column, cell(row, column)]));
      const read = figureFields.safeParse({
        ...typed,
        day: dayOf(typed.day!, written.format, now) ?? typed.day,
        value: readNumber(typed.value!, written.mark) ?? typed.value,
        outOf: typed.outOf && (readNumber(typed.outOf, written.mark) ?? typed.outOf),
      });
      if (!read.success) {
        const [{ path, message }] = read.error.issues as [z.core.$ZodIssue];
        return { line, problem: [path[0] as FigureColumn, message] };
      }
      const key = `${read.data.day} ${read.data.part}`;
      const earlier = lineOf.get(key);
      if (earlier !== undefined)
        return { line, problem: ['day', { key: 'strategy.figures-doubled', values: { line: earlier } }] };
      lineOf.set(key, line);
      return { line, fields: read.data };
    }),
  };
}

/** The place of each column; -1 when no header names it. Names are known in every language of the product. */
function columnsOf(headers: string[]): Record<FigureColumn, number> {
  const fold = (text: string) => text.trim().toLowerCase();
  const folded = headers.map(fold);
  const placeOf = (column: FigureColumn) => {
    const names = languages.flatMap((language) =>
      translate(language, `strategy.figures-names-${column}`).split(',').map(fold),
    );
    return folded.findIndex((header) => names.includes(header));
  };
  return Object.fromEntries(figureColumns.map((column) => [column, placeOf(column)])) as Record<
    FigureColumn,
    number
  >;
}

function writtenAs(
  days: string[],
  numbers: string[],
  { locale, now }: { locale: string; now: Date },
): { format: DateFormat; mark: DecimalMark } {
  const likely = likelyFormats(days, now);
  const isMonthFirst = new Intl.DateTimeFormat(localeOfNumbers(locale))
    .formatToParts(now)
    .find(({ type }) => type === 'day' || type === 'month');
  const usual: DateFormat = isMonthFirst?.type === 'month' ? 'month-first' : 'day-first';
  return {
    format: likely.includes(usual) ? usual : (likely[0] ?? 'year-first'),
    mark:
      likelyDecimalMark(numbers.flatMap((text) => plainDigits(text)?.digits ?? [])) ??
      (hasDecimalComma(locale) ? 'comma' : 'point'),
  };
}

/** The day that a cell names, whatever the time after it; null when it names none. */
function dayOf(cell: string, format: DateFormat, now: Date): string | null {
  const at = readMoment(cell, format, 'utc', now);
  return at && DateTime.fromJSDate(at, { zone: 'utc' }).toISODate();
}
