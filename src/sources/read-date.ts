import { DateTime } from 'luxon';
import { monthNamed } from '../platform/text/month-names.js';
import { hourOfDay, zoneOffset } from '../platform/text/zone-offsets.js';

const longest = 100;

/** A publisher has no older posts. Systems write years such as 0001 or 1601 when there is no date. */
const firstYear = 1900;
const lastYear = 2199;
const isPlausible = (year: number) => year >= firstYear && year <= lastYear;

/**
 * The moment of a date in the formats that publishers use; UTC without a zone. Null for what can be read in two
 * ways, such as 05/06/2018: no date is better than a wrong one.
 */
export function readDate(text: string | undefined): Date | null {
  // Shortened before matching patterns.
  const given = (text ?? '').trim().slice(0, longest).trim();
  const at = /^\d{10}(?:\d{3})?$/.test(given) ? ofUnixTime(given) : (ofParts(given) ?? ofIso(given));
  // Moment 0 is what a system writes when there is no date.
  return at && at.getTime() !== 0 && isPlausible(at.getUTCFullYear()) ? at : null;
}

const ofUnixTime = (digits: string) => new Date(Number(digits) * (digits.length === 10 ? 1_000 : 1));

/** ISO 8601 in its rare forms, such as weeks. Without a year, luxon would take today's. */
function ofIso(given: string): Date | null {
  const at = /^\d{4}/.test(given) ? DateTime.fromISO(given, { zone: 'utc' }) : null;
  return at?.isValid ? at.toJSDate() : null;
}

const clock =
  /(?<![\d:])(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?(?![\d:])\s*([ap]\.?m\b\.?)?\s*((?:[a-z]{1,5}\s?)?[+−-]\d{1,2}(?::?\d{2})?(?!\d)|[a-z]{1,5}\b(?!\s*\d{1,2}\b))?/i;
const eastAsianHalves: [RegExp, string][] = [
  [/午前|上午|오전/, 'am'],
  [/午後|下午|오후/, 'pm'],
];

function ofParts(given: string): Date | null {
  const text = withWesternSigns(given);
  const half = eastAsianHalves.find(([sign]) => sign.test(text));
  const plain = half ? text.replace(half[0], ' ') : text;
  const time = clock.exec(plain);
  const [, hour = '0', minute = '0', second = '0', fraction = '', marker, zone = 'Z'] = time ?? [];
  const day = readDay(
    time ? `${plain.slice(0, time.index)} ${plain.slice(time.index + time[0].length)}` : plain,
  );
  const offset = zoneOffset(zone);
  const hours = hourOfDay(Number(hour), half?.[1] ?? marker);
  if (!day || offset === undefined || hours === undefined) return null;
  const [minutes, seconds] = [Number(minute), Number(second)];
  if (minutes > 59 || seconds > 60 || (hours === 24 && minutes + seconds > 0)) return null;
  const milliseconds = Math.floor(Number(`0.${fraction || '0'}`) * 1_000);
  return new Date(Date.UTC(day.year, day.month - 1, day.day, hours, minutes - offset, seconds, milliseconds));
}

/** Without notes in parentheses, and Chinese, Japanese and Korean days with hyphens: 2018年9月24日 is 2018-9-24. */
const withWesternSigns = (given: string) =>
  given
    .replace(/\([^()]*\)|（[^（）]*）|\[[^[\]]*\]/g, ' ')
    .replace(/(\d)\s*[年년月월]\s*(?=\d)/g, '$1-')
    .replace(/(\d)\s*[日일](?:요일)?/g, '$1 ');

interface Day {
  year: number;
  month: number;
  day: number;
}

/** Words between the parts of a day, and before the time. */
const fillers = /^(?:at|of|the|um|uhr|de|del|du|le|den|der|kl|klo|om|alle|às|à|t)$/iu;
const ordinals = /(\d)(?:st|nd|rd|th|er|º|ª|°)(?!\p{L})/giu;

function readDay(text: string): Day | null {
  const words = text.replace(ordinals, '$1').match(/\p{L}[\p{L}\p{M}]*|\d+|[^\p{L}\p{M}\d\s,./_'’-]/gu) ?? [];
  const parts = words.filter((word) => !fillers.test(word));
  // A day of the week comes first. It can look like a month: "Mar" is also a Tuesday.
  if (parts.length === 4 && !/\d/.test(parts[0]!)) parts.shift();
  if (parts.length !== 3) return null;
  const months = parts.map((word) => (/\d/.test(word) ? undefined : monthNamed(word)));
  const named = months.findIndex((month) => month !== undefined);
  return asDay(named < 0 ? numbersOnly(parts) : withMonth(parts, named, months[named]!));
}

function numbersOnly(parts: string[]): Day | null {
  if (!parts.every((part) => /^\d+$/.test(part))) return null;
  const [first, second, third] = parts.map(Number) as [number, number, number];
  if (parts[0]!.length === 4) return { year: first, month: second, day: third };
  if (parts[2]!.length !== 4) return null;
  if (first > 12) return { day: first, month: second, year: third };
  return second > 12 || first === second ? { month: first, day: second, year: third } : null;
}

function withMonth(parts: string[], place: number, month: number): Day | null {
  const [first, second] = parts.filter((_, at) => at !== place) as [string, string];
  if (!/^\d+$/.test(first) || !/^\d+$/.test(second)) return null;
  if (first.length === 4) return { year: Number(first), month, day: Number(second) };
  // A short year is clear only where RFC 822 has it: after the month, which is after the day.
  if (second.length !== 4 && (place !== 1 || second.length < 2)) return null;
  return { day: Number(first), month, year: fullYear(second) };
}

/** As RFC 5322 says: 49 is 2049, 50 is 1950, and 118 is 2018. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year + (year < 50 ? 2000 : 1900);
  return digits.length === 3 ? year + 1900 : year;
}

/** Null for a day that no calendar has, and for years that no feed has. */
function asDay(day: Day | null): Day | null {
  if (!day || !isPlausible(day.year)) return null;
  const at = new Date(Date.UTC(day.year, day.month - 1, day.day));
  return at.getUTCMonth() === day.month - 1 && at.getUTCDate() === day.day ? day : null;
}
