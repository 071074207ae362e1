import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import { claimFields } from '../../platform/data/claim.js';
import type { Counts } from '../../platform/data/sums.js';
import { delimiterNames, encodings } from '../../platform/text/file-text.js';
import type { Mapping } from './mapping.js';
import type { Position } from '../../platform/text/read-rows.js';

/**
 * A file is taken, tried without storing conversions, and then imported. `stopped`: it could not be read to its
 * end.
 */
export const importStates = ['taken', 'trying', 'tried', 'importing', 'imported', 'stopped'] as const;
export type ImportState = (typeof importStates)[number];

/** States with rows left to read. A process claims such an import. */
export const runningStates = ['trying', 'importing'] as const;

const word = { key: { type: String, required: true }, values: { type: Schema.Types.Mixed } } as const;

/** Progress in the file: where the next row begins, and how many rows were read. */
const progress = {
  offset: { type: Number, default: 0 },
  line: { type: Number, default: 1 },
  rows: { type: Number, default: 0 },
} as const;

const definition = {
  /** Empty for rows that were pasted. */
  fileName: { type: String, default: '' },
  takenBy: { type: Schema.Types.ObjectId, required: true },
  takenAt: { type: Date, required: true },
  /** Length of its text in UTF-8. */
  bytes: { type: Number, required: true },
  encoding: { type: String, enum: encodings, required: true },
  delimiter: { type: String, enum: delimiterNames, required: true },
  state: { type: String, enum: importStates, required: true },
  /** When its state last changed. */
  since: { type: Date, required: true },
  problem: new Schema(word, { _id: false }),
  mapping: { type: Schema.Types.Mixed, default: null },
  /** The headers, or column numbers when the file has none. */
  headers: { type: [String], default: [] },
  /** Where its first row of data begins. */
  start: new Schema({ offset: Number, line: Number }, { _id: false }),
  progress: { type: new Schema(progress, { _id: false }), required: true },
  /** The number of rows with each result. */
  counts: { type: Schema.Types.Mixed, default: {} },
  /** Consecutive failed steps. */
  failures: { type: Number, default: 0 },
  ...claimFields,
} as const;

export type ImportRecord = Omit<
  InferRawDocType<typeof definition>,
  'mapping' | 'counts' | 'start' | 'progress'
> & {
  _id: Types.ObjectId;
  mapping: Mapping | null;
  counts: Counts;
  start?: Position;
  progress: Position & { rows: number };
};

export const ConversionImport = model(
  'ConversionImport',
  new Schema(definition, { minimize: false })
    .index({ state: 1, dueAt: 1 })
    .index({ takenAt: -1 })
    .index({ takenBy: 1 }),
);

// The parts of an import have ids that begin with the import's id. They are found and deleted by that.

/** A piece of the file's text, by its offset. Deleted when the import has ended. */
export const ImportPiece = model(
  'ImportPiece',
  new Schema({ _id: { type: String, required: true }, text: { type: Buffer, required: true } }),
);

/** A row that could not be used, and why. */
export const WrongRow = model(
  'WrongRow',
  new Schema({
    _id: { type: String, required: true },
    line: { type: Number, required: true },
    /** Number of the column, from 0; null when the problem is the row itself. */
    column: { type: Number, default: null },
    problem: { type: new Schema(word, { _id: false }), required: true },
    cells: { type: [String], required: true },
  }),
);

/** The id of a part. Numbers are padded, so that ids are in the right order. */
export const partId = (importId: Types.ObjectId | string, part: number | string): string =>
  `${importId.toString()}:${typeof part === 'number' ? part.toString().padStart(9, '0') : part}`;

/** A filter for all parts of the import, from this part on. */
export const partsFrom = (importId: Types.ObjectId | string, part: number | string = '') => ({
  _id: { $gte: partId(importId, part), $lt: `${importId.toString()};` },
});
