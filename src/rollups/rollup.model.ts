import { model, Schema } from 'mongoose';
import type { DimensionName } from '../links/index.js';

export interface StoredRollup {
  _id: string;
  revision: number;
  /** The packed lines of each dimension; see packed-lines.ts. */
  lines: Partial<Record<DimensionName, Buffer | { buffer: Uint8Array }>>;
}

/** Packed lines; none when an older release stored none of the dimension. The driver wraps bytes of an untyped field. */
export const bytesOf = (stored: Buffer | { buffer: Uint8Array } = Buffer.of()): Buffer =>
  Buffer.isBuffer(stored) ? stored : Buffer.from(stored.buffer);

const definition = {
  /** A day `2026-11-21`, or a month `2026-11`. */
  _id: { type: String, required: true },
  /** Incremented with each recount, so that a slow one can't overwrite a newer one. */
  revision: { type: Number, required: true },
  countedAt: { type: Date, required: true },
  lines: { type: Schema.Types.Mixed, required: true },
} as const;

/** The results of everybody in a day or month, added up by each dimension: derived from daily rows and shares. */
export const Rollup = model('Rollup', new Schema(definition, { minimize: false }).index({ countedAt: 1 }));
