import { likelyFormats } from '../../platform/text/read-moment.js';

/** What a column can contain. */
export const columnRoles = ['kind', 'externalId', 'at', 'value', 'currency', 'slug', 'clickId'] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** Column names of CRM, shop and analytics programs, the most likely first, as `fold` writes them. */
const names: Record<ColumnRole, string[]> = {
  externalId: [
    ...['externalid', 'orderid', 'ordernumber', 'transactionid', 'leadid', 'applicationid', 'dealid'],
    ...[
      'recordid',
      'reference',
      'bestellnummer',
      'bestellnr',
      'auftragsnummer',
      'auftragsnr',
      'vorgangsnummer',
      'id',
      'nummer',
      'number',
    ],
  ],
  at: [
    ...['conversiontime', 'conversiondate', 'dateandtime', 'datetime', 'timestamp', 'at', 'occurredat'],
    ...['createdat', 'createddate', 'closedate', 'date', 'datum', 'zeitpunkt', 'time', 'zeit'],
  ],
  clickId: ['clickid', 'click', 'gs', 'gsclick'],
  slug: [
    'utmcontent',
    'slug',
    'trackedlink',
    'sessionmanualadcontent',
    'manualadcontent',
    'adcontent',
    'link',
  ],
  currency: ['currency', 'currencycode', 'wahrung', 'waehrung'],
  value: ['value', 'amount', 'revenue', 'total', 'price', 'betrag', 'wert', 'umsatz', 'summe'],
  kind: ['kind', 'conversiontype', 'type', 'eventname', 'event', 'goal', 'conversion', 'art', 'typ', 'ziel'],
};

/** No header is longer. To normalize a letter with very many accents takes quadratic time. */
const longestHeader = 200;

/** Only letters and digits, without accents: `Utm-Content` and `utm_content` are the same. */
export const fold = (text: string): string =>
  text
    .slice(0, longestHeader)
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

const order = Object.keys(names) as ColumnRole[];

/**
 * Names that are too common to search for within a header, such as the id of a customer. They count only as the
 * whole header.
 */
const alone = new Set(['id', 'nummer', 'number']);

/**
 * Guesses the column of each role from the headers: an exact match, otherwise the only header that contains such a
 * name. With two candidates, such as `Order date` and `Update date`, none is chosen: a person has to.
 */
export function guessColumns(headers: string[]): Partial<Record<ColumnRole, number>> {
  const guessed: Partial<Record<ColumnRole, number>> = {};
  const isFree = (column: number) => column >= 0 && !Object.values(guessed).includes(column);
  const folded = headers.map(fold);
  const words = headers.map((header) => header.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u).map(fold));
  const open = () => order.filter((role) => guessed[role] === undefined);
  for (const role of open()) {
    const column = names[role]
      .map((name) => folded.findIndex((header, n) => isFree(n) && header === name))
      .find(isFree);
    if (column !== undefined) guessed[role] = column;
  }
  const isAmong = (column: number) => (name: string) =>
    !alone.has(name) &&
    (words[column]!.includes(name) || (name.length > 5 && folded[column]!.includes(name)));
  for (const role of open()) {
    const [column, ...others] = [...headers.keys()].filter((n) => isFree(n) && names[role].some(isAmong(n)));
    if (column !== undefined && !others.length) guessed[role] = column;
  }
  return guessed;
}

/**
 * Which of these rows is the first of the table, counted from 0. Titles and comments above it have fewer cells. A row
 * with at least two known names is the first, if none above it is as wide.
 */
export function guessBegins(rows: readonly string[][]): number {
  const isNote = (cells: string[]) => /^\s*(#|sep=)/i.test(cells[0] ?? '');
  const filled = rows.map((cells) => (isNote(cells) ? 0 : cells.filter((cell) => cell.trim()).length));
  const isWider = (n: number) => filled.slice(0, n).every((width) => width < filled[n]!);
  const named = rows.findIndex((cells, n) => isWider(n) && Object.keys(guessColumns(cells)).length > 1);
  if (named >= 0) return named;
  const usual = [...filled].sort((a, b) => a - b)[Math.floor(filled.length / 2)] ?? 0;
  return Math.max(
    0,
    filled.findIndex((width) => width > 0 && width >= Math.min(2, usual)),
  );
}

/** True unless the first row looks like data: no cell is a known name, and one is a number or a date. */
export function hasHeaderRow(first: string[], now: Date): boolean {
  const known = new Set(Object.values(names).flat());
  const isData = (cell: string) =>
    /^[\d.,'\s-]*\d$/.test(cell.trim()) || likelyFormats([cell], now).length > 0;
  return first.some((cell) => known.has(fold(cell))) || !first.some(isData);
}
