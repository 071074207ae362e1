import { model, Schema, type InferRawDocType, type Types } from 'mongoose';
import type { Counts } from '../../platform/data/sums.js';
import { delimiterNames, encodings } from './file-text.js';
import type { Mapping } from './mapping.js';
import type { Position } from './read-rows.js';

/** A file taken; tried without keeping anything; its rows kept. `stopped`: it can't be read to its end. */
export const importStates = ['taken', 'trying', 'tried', 'importing', 'imported', 'stopped'] as const;
export type ImportState = (typeof importStates)[number];

/** Those with rows still to be read, which a process claims. */
export const runningStates = ['trying', 'importing'] as const;

const word = { key: { type: String, required: true }, values: { type: Schema.Types.Mixed } } as const;

/** How far the pass through the file has come: where the next row begins, and how many there were. */
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
  /** Of its text as UTF-8. */
  bytes: { type: Number, required: true },
  encoding: { type: String, enum: encodings, required: true },
  delimiter: { type: String, enum: delimiterNames, required: true },
  state: { type: String, enum: importStates, required: true },
  /** When its state last changed. */
  since: { type: Date, required: true },
  problem: new Schema(word, { _id: false }),
  mapping: { type: Schema.Types.Mixed, default: null },
  /** The headers, or the numbers of columns without. */
  headers: { type: [String], default: [] },
  /** Where its first row of data begins. */
  start: new Schema({ offset: Number, line: Number }, { _id: false }),
  progress: { type: new Schema(progress, { _id: false }), required: true },
  /** Rows by what came, or would come, of them. */
  counts: { type: Schema.Types.Mixed, default: {} },
  /** Who reads its rows now, and until when they may be thought alive. */
  claim: { type: String, default: null },
  claimedUntil: { type: Date, required: true },
  /** Steps that failed one after the other. */
  failures: { type: Number, default: 0 },
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
  new Schema(definition, { minimize: false }).index({ state: 1, claimedUntil: 1 }).index({ takenAt: -1 }),
);

// What belongs to one import has ids that begin with its id, so that it is found and deleted by them.

/** A piece of the file's text, by where it begins. Deleted when the import has ended. */
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
    /** Its column's number from 0; null when it is the row itself. */
    column: { type: Number, default: null },
    problem: { type: new Schema(word, { _id: false }), required: true },
    cells: { type: [String], required: true },
  }),
);

/** An id within an import: numbers are padded, so that they are in order. */
export const partId = (importId: Types.ObjectId | string, part: number | string): string =>
  `${importId.toString()}:${typeof part === 'number' ? part.toString().padStart(9, '0') : part}`;

/** A filter for everything with an id within the import, from this part on. */
export const partsFrom = (importId: Types.ObjectId | string, part: number | string = '') => ({
  _id: { $gte: partId(importId, part), $lt: `${importId.toString()};` },
});
