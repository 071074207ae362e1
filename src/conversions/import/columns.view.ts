import type { Response } from 'express';
import { localeIn, say } from '../../platform/http/pages.js';
import { longDateText } from '../../platform/text/formats.js';
import { conversionKinds } from '../conversion.model.js';
import { delimiterNames, type Delimiter } from '../../platform/text/file-text.js';
import { guessBegins, guessColumns, hasHeaderRow, columnRoles } from './guess-columns.js';
import type { ImportRecord } from './import.model.js';
import { mostColumns } from '../../platform/text/table-limits.js';
import { decimalMarks } from '../../platform/text/written-number.js';
import { guessDecimalMark } from './read-amount.js';
import { dateFormats, likelyFormats, readMoment } from '../../platform/text/read-moment.js';
import { mostAbove } from './mapping.js';
import type { Row } from '../../platform/text/read-rows.js';

type Values = Record<string, unknown>;

interface Look {
  rows: Row[];
  delimiter: Delimiter;
  /** The number of the first row of the table; undefined: as detected. */
  begins?: number | undefined;
  /** Whether the first row holds the column names; undefined: as detected. */
  header?: boolean | undefined;
  zone: string;
  now: Date;
}

/** The first values of the form about columns: as chosen before, otherwise as detected. */
export function firstMapping(
  { mapping }: ImportRecord,
  { rows, delimiter, begins: chosen, header, now }: Look,
  currency: string,
): Values {
  const detected = guessBegins(rows.slice(0, mostAbove).map(({ cells }) => cells));
  const begins = chosen ?? mapping?.begins ?? detected;
  const table = rows.slice(begins);
  const first = table[0]?.cells ?? [];
  const hasHeader = header ?? mapping?.header ?? hasHeaderRow(first, now);
  const said = { delimiter, begins, header: hasHeader ? 'yes' : 'no' };
  const isSame = mapping?.delimiter === delimiter && mapping.header === hasHeader;
  if (isSame && (mapping.begins ?? 0) === begins) return { ...mapping, ...said };
  const guessed: Values = guessColumns(hasHeader ? first : []);
  const data = hasHeader ? table.slice(1) : table;
  const cellsOf = (column: unknown) =>
    typeof column === 'number' ? data.map(({ cells }) => cells[column] ?? '') : [];
  const formats = likelyFormats(cellsOf(guessed.at), now);
  return {
    ...guessed,
    ...said,
    dateFormat: formats.length === 1 ? formats[0] : '',
    decimalMark: guessDecimalMark(cellsOf(guessed.value)) ?? '',
    currencyForAll: currency,
  };
}

/** The choices for each column with these values selected, and a sample of the file. */
export function columnsView(res: Response, look: Look, values: Values) {
  const { rows, zone, now } = look;
  const word = (key: string, more = {}) => say(res, { key: `conversions.import-${key}`, values: more });
  const hasHeader = values.header === 'yes';
  const begins = Number(values.begins) || 0;
  const first = (rows[begins]?.cells ?? []).slice(0, mostColumns);
  const data = rows.slice(begins + (hasHeader ? 1 : 0)).slice(0, 3);
  const names = nameColumns(hasHeader ? first : first.map(() => ''), (number) => word('column', { number }));
  const choice = (value: string, label: string, chosen: unknown): Choice => ({
    value,
    label,
    selected: value === asText(chosen),
  });
  const columns = (chosen: unknown) => names.map((name, n) => choice(String(n), name, chosen));
  const none = (key: string) => ({ value: '', label: word(key), selected: false });
  const sample = data.map(({ cells }) => cells[Number(values.at)] ?? '').find((cell) => cell.trim()) ?? '';
  const read = (format: (typeof dateFormats)[number]) => {
    const at =
      sample && values.at !== '' && values.at !== undefined ? readMoment(sample, format, zone, now) : null;
    return at
      ? word(`format-${format}-read`, { sample, at: longDateText(localeIn(res), zone, at) })
      : word(`format-${format}`);
  };
  const select = Object.fromEntries(
    columnRoles.map((role) => {
      const empty = { kind: 'choose', externalId: 'choose', at: 'choose', currency: 'same-currency' };
      return [role, [none((empty as Record<string, string>)[role] ?? 'no-column'), ...columns(values[role])]];
    }),
  );
  return {
    select: {
      ...select,
      kind: [
        none('choose'),
        ...conversionKinds.map((kind) => {
          const label = word('every-row', { kind: say(res, `conversions.kind-${kind}`) });
          return choice(kind, label, values.kind);
        }),
        ...names.map((name, n) => choice(String(n), word('as-in-column', { name }), values.kind)),
      ],
      dateFormat: [
        none('choose'),
        ...dateFormats.map((format) => choice(format, read(format), values.dateFormat)),
      ],
      decimalMark: decimalMarks.map((mark) => choice(mark, word(`decimal-${mark}`), values.decimalMark)),
      delimiter: delimiterNames.map((name) => choice(name, word(`delimiter-${name}`), values.delimiter)),
      begins: rows.slice(0, mostAbove).map(({ line, cells }, n) => {
        const start = shorten(cells.filter((cell) => cell.trim()).join(' · '));
        return choice(String(n), word('begins-line', { line, start }), values.begins);
      }),
      header: ['yes', 'no'].map((said) => choice(said, word(`header-${said}`), values.header)),
    },
    sample: { names, rows: data.map(({ cells }) => names.map((_, n) => shorten(cells[n] ?? ''))) },
  };
}

interface Choice {
  value: string;
  label: string;
  selected: boolean;
}

const asText = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '';

/**
 * Names each column by its header. An empty header is replaced by the column's number, and a repeated one is
 * followed by it.
 */
function nameColumns(headers: string[], numbered: (number: number) => string): string[] {
  const trimmed = headers.map((header) => shorten(header.trim()));
  return trimmed.map((header, n) => {
    if (!header) return numbered(n + 1);
    return trimmed.filter((other) => other === header).length > 1 ? `${header} (${numbered(n + 1)})` : header;
  });
}

const shorten = (cell: string): string => (cell.length > 60 ? `${cell.slice(0, 60)}…` : cell);
