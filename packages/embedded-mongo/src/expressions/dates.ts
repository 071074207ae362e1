import { evalExpr } from 'mingo/core';
import * as mingo from 'mingo/operators/expression';
import { CommandError } from '../bson/errors.js';
import type { Borrowed } from './borrowed.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

const parts = [
  '$year',
  '$month',
  '$dayOfMonth',
  '$hour',
  '$minute',
  '$second',
  '$millisecond',
  '$dayOfWeek',
  '$dayOfYear',
  '$isoWeek',
  '$isoWeekYear',
  '$isoDayOfWeek',
] as const;

/** An operator of mingo's under this store's type for one. */
function delegate(operator: (...args: never[]) => unknown): Borrowed {
  return operator as Borrowed;
}

/** mingo's part of a date, but null for no date. */
function partOf(compute: Borrowed): Borrowed {
  return (doc, operand, options) => {
    const only = Array.isArray(operand) ? (operand[0] as unknown) : operand;
    const value = evalExpr(doc, only, options);
    const date = isPlainObject(value) ? value.date : value;
    return date === null || date === undefined ? null : compute(doc, value, options);
  };
}

/** An operator with named operands that is null if one of them, `format` and `onNull` aside, is. */
function named(compute: (operands: Doc, rest: Parameters<Borrowed>) => unknown): Borrowed {
  return (doc, operand, options) => {
    const operands = evalExpr(doc, operand, options);
    if (!isPlainObject(operands)) throw new CommandError('FailedToParse', 'the operator takes an object');
    const missing = Object.keys(operand as Doc).some(
      (name) => operands[name] === null || operands[name] === undefined,
    );
    return missing ? null : compute(operands, [doc, operands, options]);
  };
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  throw new CommandError('BadValue', 'the operand must be a date');
}

function isUtc(timezone: unknown): boolean {
  return timezone === undefined || ['UTC', 'GMT', 'Z', '+00:00', 'Etc/UTC'].includes(timezone as string);
}

const monthsIn: Record<string, number> = { month: 1, quarter: 3, year: 12 };

/** Months are as long as they are: January 31 and a month is the last day of February. */
function addMonths(date: Date, months: number): Date {
  const result = new Date(date);
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return result;
}

function adding(sign: 1 | -1, fallback: Borrowed): Borrowed {
  return named(({ startDate, unit, amount, timezone }, rest) => {
    const months = monthsIn[unit as string];
    if (months === undefined) return fallback(...rest);
    if (!isUtc(timezone)) {
      throw new CommandError('NotImplemented', 'this store adds months, quarters and years in UTC only');
    }
    return addMonths(toDate(startDate), sign * months * Number(amount));
  });
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const milliseconds: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
};

const truncate = named(({ date, unit, binSize, timezone, startOfWeek }) => {
  const at = toDate(date);
  if (!isUtc(timezone) || (binSize !== undefined && binSize !== 1)) {
    throw new CommandError('NotImplemented', 'this store truncates dates in UTC and to single units only');
  }
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (unit) {
    case 'year':
      return new Date(Date.UTC(year, 0));
    case 'quarter':
      return new Date(Date.UTC(year, month - (month % 3)));
    case 'month':
      return new Date(Date.UTC(year, month));
    case 'week': {
      const first = weekdays.indexOf(((startOfWeek ?? 'sun') as string).toLowerCase().slice(0, 3));
      return new Date(Date.UTC(year, month, day - ((at.getUTCDay() - first + 7) % 7)));
    }
    case 'day':
      return new Date(Date.UTC(year, month, day));
    default: {
      const size = milliseconds[unit as string];
      if (size === undefined)
        throw new CommandError('FailedToParse', `unknown time unit value: ${String(unit)}`);
      return new Date(Math.floor(at.getTime() / size) * size);
    }
  }
});

const fromParts = named((operands, rest) => {
  const { year, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0, timezone } = operands;
  if (year === undefined || !isUtc(timezone)) return delegate(mingo.$dateFromParts)(...rest);
  const time = [Number(hour), Number(minute), Number(second), Number(millisecond)] as const;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), ...time));
});

export const dateOperators: Record<string, Borrowed> = {
  ...Object.fromEntries(parts.map((name) => [name, partOf(delegate(mingo[name]))])),
  $dateAdd: adding(1, delegate(mingo.$dateAdd)),
  $dateSubtract: adding(-1, delegate(mingo.$dateSubtract)),
  $dateDiff: named((_operands, rest) => delegate(mingo.$dateDiff)(...rest)),
  $week: partOf((doc, operand, options) => {
    // Weeks begin on Sundays; the days before the first one are week 0.
    const [day, weekday] = [mingo.$dayOfYear, mingo.$dayOfWeek].map((part) =>
      Number(part(doc, operand, options as never)),
    );
    return Math.floor((day! + 7 - weekday!) / 7);
  }),
  $dateTrunc: truncate,
  $dateFromParts: fromParts,
};
