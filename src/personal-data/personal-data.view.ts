import type { ExportedRow } from '../platform/data/personal-data.js';
import { dateText, listText, numberText, timeText } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import type { Collected } from './collect-data.js';
import { personalData } from './personal-data.js';

type Value = ExportedRow[string];

/** The rows of the page “What we store of you”. */
export const dataRows = (locale: string) =>
  personalData.map(({ words }) => {
    const say = (part: string) => translate(locale, `${words}-${part}`);
    return { what: say('what'), why: say('why'), until: say('until'), readers: say('readers') };
  });

/** A collection as a table for people to read: its title, its columns, and how a row is printed. */
export function collectedTable(
  { words, rows }: Collected,
  { locale, timeZone }: { locale: string; timeZone: string },
) {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const print = (value: Value | undefined): string => {
    if (value === null || value === undefined) return '';
    if (value instanceof Date)
      return `${dateText(locale, timeZone, value)} ${timeText(locale, timeZone, value)}`;
    if (Array.isArray(value)) return listText(locale, value);
    if (typeof value === 'boolean') return translate(locale, `personal-data.${value ? 'yes' : 'no'}`);
    return typeof value === 'number' ? numberText(locale, value) : value;
  };
  return {
    title: translate(locale, `${words}-what`),
    headings: names.map((name) => translate(locale, `personal-data.field-${name}`)),
    cellsOf: (row: ExportedRow): string[] => names.map((name) => print(row[name])),
  };
}
