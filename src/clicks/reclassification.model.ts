import { model, Schema } from 'mongoose';

/** By which rules the stored clicks are judged, and how far a run by newer ones has come. */
export const Reclassification = model(
  'Reclassification',
  new Schema({
    _id: { type: String, required: true },
    /** The fingerprint of the rules that all clicks are classified by. */
    done: String,
    /** That of the rules they are being classified by, and the last visitor whose clicks were. */
    running: String,
    after: String,
  }),
);
