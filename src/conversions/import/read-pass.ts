import { InvalidInput } from '../../platform/errors.js';
import type { Services } from '../../services.js';
import { checkConversion, type UsableConversion } from '../check-conversion.js';
import type { ImportRecord } from './import.model.js';
import { columnOf, readConversion, type RowProblem } from './read-conversion.js';
import { readFileRows } from './read-file.js';
import type { Row } from '../../platform/text/read-rows.js';

/** A row with its conversion, or with the reason why it can't be used. */
export interface ReadRow {
  /** Its number among the rows of the file, from 1. */
  number: number;
  row: Row;
  /** A double has the same kind and id as an earlier row. */
  read: RowProblem | { conversion: UsableConversion; isDouble: boolean };
}

/**
 * The remaining rows of an import, some at a time. Rows before its progress are read again to recognise doubles,
 * but not returned. Times are compared with the start of the pass, so that a process that continues it reads the
 * rows in the same way.
 */
export async function* readPass(
  services: Services,
  found: ImportRecord,
  zone: string,
): AsyncGenerator<ReadRow[]> {
  const { progress, mapping, headers, since } = found;
  const file = { importId: found._id.toString(), bytes: found.bytes, delimiter: mapping!.delimiter };
  const then = { ...services, clock: { now: () => since } };
  const context = { mapping: mapping!, zone, now: since, columns: headers.length };
  const done = progress.rows;
  const seen = new Set<string>();
  let number = 0;
  const readNext = (row: Row): ReadRow => {
    number += 1;
    const conversion = readUsable(then, row, { ...context, importId: file.importId });
    if ('message' in conversion) return { number, row, read: conversion };
    const key = `${conversion.kind} ${conversion.externalId}`;
    const isDouble = seen.has(key);
    seen.add(key);
    return { number, row, read: { conversion, isDouble } };
  };
  for await (const { rows } of readFileRows(file, found.start!)) {
    yield rows.map(readNext).filter((read) => read.number > done);
  }
}

/** A conversion that would be refused is also a problem of its row. */
function readUsable(
  services: Services,
  row: Row,
  context: Parameters<typeof readConversion>[1] & { importId: string },
): UsableConversion | RowProblem {
  const { mapping, importId } = context;
  const read = readConversion(row, context);
  if ('message' in read) return read;
  try {
    return checkConversion(services, { ...read, importId });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [field, message] = Object.entries(error.fields)[0]!;
    return { column: columnOf(field, mapping), message };
  }
}
